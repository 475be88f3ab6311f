<?php
// A sum that stays an int until one late addition overflows, and comes back into the range of ints as a float.
function climb($start, $step, $n) {
    $x = $start;
    for ($i = 0; $i < $n; $i++) {
        $y = $x + $step;
        if (is_float($y)) {
            echo "over at $i\n";
            var_dump($x, $y);
            return $y - $step;
        }
        $x = $y;
    }
    return $x;
}
var_dump(climb(0, 1, 200));
var_dump(climb(PHP_INT_MAX - 120, 1, 200));
var_dump(climb(PHP_INT_MIN + 77 * 1000, -1000, 200));
$sum = PHP_INT_MAX - 5050;
for ($i = 1; $i <= 110; $i++) {
    $sum += $i;
    if ($i == 100) var_dump($sum);
}
var_dump($sum);
$down = PHP_INT_MIN + 4000;
for ($i = 0; $i < 100; $i++)
    $down = $down - $i;
var_dump($down);
$both = 1;
for ($i = 0; $i < 130; $i++)
    $both = $both + $both;
var_dump($both);
