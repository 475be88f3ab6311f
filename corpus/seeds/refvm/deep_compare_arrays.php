<?php
// Comparing deeply nested arrays, equal up to the last level or not.
function nest($n, $core) {
    $a = $core;
    for ($i = 0; $i < $n; $i++) { $a = $i % 2 ? [$a, $i] : ["k" => $a]; }
    return $a;
}
$a = nest(40, 1);
$b = nest(40, 1);
$c = nest(40, "1");
$d = nest(40, 2);
$e = nest(41, 1);
var_dump($a == $b, $a === $b, $a == $c, $a === $c, $a == $d, $a < $d, $d <=> $a, $a == $e, $a <=> $e);
$x = nest(30, new stdClass);
$y = nest(30, new stdClass);
var_dump($x == $y, $x === $y, in_array($x, [$a, $y]), array_search($x, [1, $a]));
$list = [$d, $a, $c];
usort($list, function ($p, $q) { return $p <=> $q; });
var_dump($list[2] == $d, $list[0] == $a);
