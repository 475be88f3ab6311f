<?php
// Loops whose bounds depend on the outer counters, in both directions, with a bound that turns into a float.
function pascal($rows) {
    $row = [1];
    for ($r = 1; $r < $rows; $r++) {
        $next = [1];
        for ($k = 1; $k < $r; $k++) $next[] = $row[$k - 1] + $row[$k];
        $next[] = 1;
        $row = $next;
    }
    return $row;
}
echo implode(" ", pascal(16)), "\n";
var_dump(max(pascal(24)), max(pascal(68)));
function pairs($n) {
    $c = 0; $d = 0;
    for ($i = 0; $i < $n; $i++) {
        for ($j = $i; $j > 0; $j -= 2) $c += $i ^ $j;
        for ($j = $i + 1; $j < $n; $j++) $d += $j - $i;
        if ($i == 20) $n += 0.5;
    }
    return [$c, $d, $n, $j];
}
var_dump(pairs(18), pairs(30));
$primes = 0;
for ($i = 2; $i < 120; $i++) {
    for ($d = 2; $d * $d <= $i; $d++)
        if ($i % $d == 0) continue 2;
    $primes += $i;
}
var_dump($primes);
