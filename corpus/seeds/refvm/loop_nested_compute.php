<?php
// Sieve, gcd, collatz and matrix product: loops with many branches and int and float results.
$sieve = array_fill(2, 49, true);
for ($i = 2; $i * $i <= 50; $i++)
    if ($sieve[$i])
        for ($j = $i * $i; $j <= 50; $j += $i) $sieve[$j] = false;
echo implode(" ", array_keys(array_filter($sieve))), "\n";
function gcd($a, $b) { while ($b) { [$a, $b] = [$b, $a % $b]; } return $a; }
echo gcd(1071, 462), gcd(17, 5), gcd(0, 9), "\n";
$best = 0;
for ($n = 1; $n < 60; $n++) {
    for ($c = $n, $steps = 0; $c != 1; $steps++) $c = $c & 1 ? 3 * $c + 1 : $c >> 1;
    if ($steps > $best) { $best = $steps; $arg = $n; }
}
echo "$arg $best\n";
$a = [[1, 2], [3, 4]];
$b = [[0.5, 1], [1.5, -1]];
for ($r = 0; $r < 2; $r++)
    for ($k = 0; $k < 2; $k++)
        for ($i = 0; $i < 2; $i++) @$m[$r][$k] += $a[$r][$i] * $b[$i][$k];
echo $m[0][0], " ", $m[0][1], " ", $m[1][0], " ", $m[1][1], "\n";
