<?php
// Swaps and in-place algorithms through references, recursion by reference, and a by-reference accumulator.
function swap(&$a, &$b) { $t = $a; $a = $b; $b = $t; }
$x = [3, 1, 2];
swap($x[0], $x[2]);
swap($x[0], $x[0]);
echo implode($x), "\n";
function bubble(array &$a) {
    for ($i = count($a); $i > 1; $i--)
        for ($j = 1; $j < $i; $j++)
            if ($a[$j - 1] > $a[$j]) swap($a[$j - 1], $a[$j]);
}
$y = $x = [5, 2, 9, 1];
bubble($x);
echo implode($x), implode($y), "\n";
function walk($t, &$acc, $d = 0) {
    foreach ($t as $k => $v) {
        if (is_array($v)) walk($v, $acc[$k], $d + 1);
        else $acc[$k] = $v . $d;
    }
}
walk(["a" => 1, "b" => ["c" => 2, "d" => ["e" => 3]]], $out);
var_dump($out);
swap($x["nokey"], $x[0]);
var_dump($x["nokey"], $x[0]);
bubble($undef);
