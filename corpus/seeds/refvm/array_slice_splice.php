<?php
// array_slice and array_splice with negative offsets, kept keys and replacements.
$a = ["a", "k" => "b", 5 => "c", 6 => "d", "e"];
var_dump(array_slice($a, 1, 2), array_slice($a, -2, 1, true), array_slice($a, 2, -1), array_slice($a, 9), array_slice($a, -99, 1));
$b = $a;
var_dump(array_splice($b, 1, -2, ["X", "Y", "q" => "Z"]));
var_dump($b);
$c = [1, 2, 3];
array_splice($c, 1, 0, "ins");
array_splice($c, -1);
array_splice($c, 99, 1, [8, 9]);
echo implode(",", $c), "\n";
$d = [1, 2, 3];
$r = &$d[2];
var_dump(array_splice($d, 0, 1));
$r = "ref";
var_dump($d);
try {
    array_slice("x", 1);
} catch (TypeError $e) {
    echo $e->getMessage(), "\n";
}
