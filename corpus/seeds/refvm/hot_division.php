<?php
// Division that is exact, and so an int, for most of the loop, and a float after that; intdiv beside it.
function divide($n, $by) {
    $ints = 0; $floats = 0; $sum = 0;
    for ($i = $n; $i > 0; $i--) {
        $q = ($i * 6) / $by;
        if (is_int($q)) $ints++; else $floats++;
        $sum += $q;
    }
    var_dump($ints, $floats, $sum, $q);
}
divide(120, 1); divide(120, 2); divide(120, 3); divide(100, 12); divide(100, 4.0); divide(101, -7);
$acc = 0;
for ($i = 1; $i < 150; $i++) {
    $acc += intdiv(10000, $i);
    $acc -= intdiv(-10000, $i) + intdiv($i, -3);
}
var_dump($acc);
$x = 1 << 62;
for ($i = 0; $i < 100; $i++)
    $x = $x / 2;
var_dump($x);
for ($i = 0, $y = PHP_INT_MIN; $i < 90; $i++) {
    $d = $i == 80 ? -1 : 1;
    $z = $y / $d;
    if ($i >= 79 && $i <= 81) var_dump($z);
}
