<?php
// array_walk by value and by reference, with an extra argument, over objects, and when the callback misbehaves.
$a = ["x" => 1, "y" => 2];
var_dump(array_walk($a, function ($v, $k) { echo "$k=$v "; }));
array_walk($a, function (&$v, $k, $add) { $v = "$k:" . ($v + $add); }, 10);
var_dump($a);
$o = (object)["p" => 1, "q" => 2];
array_walk($o, function (&$v) { $v *= 3; });
var_dump($o->p, $o->q);
try {
    array_walk($a, function ($v, $k, $need) {});
} catch (ArgumentCountError $e) {
    echo get_class($e), "\n";
}
try {
    array_walk($a, function (&$v, $k) { $v = "changed"; if ($k == "x") throw new Exception("mid"); });
} catch (Exception $e) {
    echo $e->getMessage(), "\n";
}
var_dump($a);
$b = [1, 2];
$copy = $b;
array_walk($b, function (&$v) { $v = 0; });
echo implode($b), implode($copy), "\n";
$n = 5;
array_walk($n, 'strlen');
