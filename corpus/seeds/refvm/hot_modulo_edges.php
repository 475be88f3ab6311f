<?php
// Remainders of both signs; by -1 of the least int, which must not trap; by zero on a late iteration.
function residues($n, $by) {
    $sum = 0; $hash = 0;
    for ($i = -$n; $i < $n; $i++) {
        $r = $i % $by;
        $sum += $r;
        $hash = ($hash * 31 + $r) & 0xffffff;
    }
    echo "$by: $sum $hash $r\n";
}
foreach ([3, -3, 8, -8, 1, -1, 1000, PHP_INT_MIN, PHP_INT_MAX] as $by) residues(60, $by);
function least($n) {
    $m = PHP_INT_MIN; $s = 0;
    for ($i = -$n; $i < 0; $i++) {
        $s += $m % $i;
    }
    return [$s, $m % $i-- ?: "unreachable"];
}
try {
    least(100);
} catch (DivisionByZeroError $e) {
    echo $e->getMessage(), " on line ", $e->getLine(), "\n";
}
$late = 0;
for ($i = 0; $i < 150; $i++) {
    try {
        $late += 5000 % (100 - $i);
    } catch (DivisionByZeroError $e) {
        echo "zero at $i\n";
        $late += 100000;
    }
}
var_dump($late);
for ($i = 0; $i < 120; $i++) $f = ($i < 117 ? 1000 : 1000.9) % ($i < 100 ? 7 : 7.0);
var_dump($f);
