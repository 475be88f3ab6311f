<?php
// Products that overflow on a late iteration, with constants and with variables on either side.
function factorial_steps($n) {
    $f = 1;
    $first = null;
    for ($i = 1; $i <= $n; $i++) {
        $f = $f * $i;
        if (is_float($f) && $first === null) $first = $i;
    }
    return [$f, $first];
}
for ($k = 0; $k < 12; $k++) factorial_steps(12);
var_dump(factorial_steps(20), factorial_steps(21), factorial_steps(100));
function scaled($n) {
    $ints = 0; $floats = 0; $x = 1 << 56;
    for ($i = 0; $i < $n; $i++) {
        $y = $x * $i;
        $z = -3 * ($i << 55);
        is_int($y) ? $ints++ : $floats++;
        is_int($z) ? $ints++ : $floats++;
    }
    var_dump($ints, $floats, $y, $z);
}
scaled(60); scaled(128); scaled(200);
$m = PHP_INT_MIN;
for ($i = 2; $i > -110; $i--) {
    $p = $i * $m;
    $q = $m * 1;
    if ($i == 0 || $i == 1 || $i == -1) var_dump($p);
}
var_dump($p, $q);
