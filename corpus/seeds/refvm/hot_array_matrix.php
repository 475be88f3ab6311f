<?php
// Arrays of arrays: matrix product and transposition; one row is shared, one is shorter, one cell a string, all late.
function product($a, $b, $n) {
    $c = [];
    for ($i = 0; $i < $n; $i++)
        for ($j = 0; $j < $n; $j++) {
            $s = 0;
            for ($k = 0; $k < $n; $k++) $s += $a[$i][$k] * $b[$k][$j];
            $c[$i][$j] = $s;
        }
    return $c;
}
function matrix($n, $f) {
    for ($i = 0; $i < $n; $i++) for ($j = 0; $j < $n; $j++) $m[$i][$j] = $f($i, $j);
    return $m;
}
$a = matrix(7, fn($i, $j) => $i + $j);
$b = matrix(7, fn($i, $j) => $i * $j % 5 - 1);
$c = product($a, $b, 7);
echo $c[6][6], " ", $c[0][3], " ", array_sum($c[4]), "\n";
$b[6][6] = 0.5; $b[5][5] = "3";
$c = product($a, $b, 7);
var_dump($c[6][6], $c[1][5]);
unset($a[6][3]); $row = &$a[2];
$c = product($a, $b, 7);
$row[1] = 1000;
var_dump($c[6][0], $a[2][1], product($a, $b, 3)[2][2]);
$t = [];
foreach ($a as $i => $r) foreach ($r as $j => $v) $t[$j][$i] = $v;
echo count($t), " ", count($t[3]), " ", implode(",", array_keys($t[3])), "\n";
