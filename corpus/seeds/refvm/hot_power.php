<?php
// ** with ints that overflow late, negative exponents, floats, and a numeric string.
function powers($base, $n) {
    $last = 0; $floats = 0;
    for ($e = 0; $e < $n; $e++) {
        $p = $base ** $e;
        if (is_float($p)) $floats++; else $last = $p;
    }
    echo "$base: $floats $last ", $p, "\n";
}
foreach ([1, 2, -2, 3, 10, -1, 0, 1.5, "2"] as $b) powers($b, 110);
$sum = 0;
for ($i = 100; $i > -5; $i--) {
    $x = 2 ** $i;
    $sum += $x;
    if ($i < 0) $f = is_float($x);
}
var_dump($sum, $x, $f);
function squares($n) {
    for ($i = 0, $s = 0; $i < $n; $i++) {
        $v = $i < 90 ? $i : $i * 1e7;
        $s += $v ** 2;
    }
    return $s;
}
var_dump(squares(80), squares(100), (-8) ** (1 / 3), 0 ** 0);
