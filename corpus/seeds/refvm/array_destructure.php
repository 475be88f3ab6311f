<?php
// list() and []: positions, skips, keys, nesting, missing keys, and sources that are not arrays.
[$a, , $b] = [1, 2, 3];
list("x" => $x, "y" => list(, $y)) = ["x" => 10, "y" => [20, 30]];
[[$p, $q], $r] = [[1, 2], 3];
echo "$a $b $x $y $p $q $r\n";
[$m, $n] = [1];
var_dump($n);
["k" => $k] = ["z" => 1];
var_dump($k);
[$u, [$v]] = [1, null];
var_dump($v);
[$i] = 42; [$s] = "str"; [$z] = null;
var_dump($i, $s, $z);
try {
    [$o] = (object)[1];
} catch (Error $e) {
    echo $e->getMessage(), "\n";
}
$arr = [];
[$arr["one"], $arr[], [$arr["n"]["m"]]] = ["1", "2", ["3"]];
var_dump($arr, [$c, $d] = [5, 6]);
foreach ([[1, [2]], [3, [4]]] as [$f, [$g]]) {
    echo $f, $g, " ";
}
echo "\n";
