<?php
// usort, uasort, uksort: stable order, keys, bool and non-int results, exceptions and array changes inside.
$a = [["n" => 2, "i" => 0], ["n" => 1, "i" => 1], ["n" => 2, "i" => 2], ["n" => 1, "i" => 3]];
usort($a, function ($x, $y) { return $x["n"] <=> $y["n"]; });
foreach ($a as $e) echo $e["n"], $e["i"], " ";
echo "\n";
$b = ["b" => 2, "a" => 3, "c" => 1];
var_dump(uasort($b, function ($x, $y) { return $y - $x; }));
echo implode(",", array_keys($b)), "\n";
uksort($b, 'strcmp');
echo implode(",", array_keys($b)), "\n";
$c = [3, 1, 2];
usort($c, function ($x, $y) { return $x > $y; });
echo implode(",", $c), "\n";
$d = [3, 1, 2];
usort($d, function ($x, $y) { return ($x - $y) / 10; });
echo implode(",", $d), "\n";
try {
    usort($d, function ($x, $y) { throw new Exception("cmp"); });
} catch (Exception $e) {
    echo $e->getMessage(), " ", implode(",", $d), "\n";
}
$g = [2, 1];
usort($g, function ($x, $y) use (&$g) { $g = "gone"; return $x - $y; });
var_dump($g);
try {
    usort($g, 'none');
} catch (TypeError $e) {
    echo $e->getMessage(), "\n";
}
