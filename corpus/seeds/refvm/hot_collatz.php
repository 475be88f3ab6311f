<?php
// A while loop whose length and branches depend on the data, with the same loop entered from three callers.
function steps($n) {
    $s = 0;
    while ($n != 1) {
        $n = $n % 2 ? 3 * $n + 1 : $n / 2;
        $s++;
    }
    return $s;
}
function longest($from, $to) {
    $best = 0; $at = 0;
    for ($i = $from; $i < $to; $i++) {
        $s = steps($i);
        if ($s > $best) { $best = $s; $at = $i; }
    }
    return "$at:$best";
}
echo longest(1, 60), " ", longest(90, 100), " ", steps(97), "\n";
$sum = 0;
foreach ([27, 27.0, "27", 31.0] as $n) {
    $s = steps($n);
    $sum = $sum * 200 + $s;
}
var_dump($sum);
function gcd($a, $b) {
    while ($b) {
        $t = $a % $b;
        $a = $b;
        $b = $t;
    }
    return $a;
}
for ($i = 1, $g = 0; $i < 150; $i++) $g += gcd($i * 6, 5040) + gcd(2147483647 * $i, $i);
var_dump($g, gcd(-12, 18), gcd(7, 0));
