<?php
// Casts of floats to int, inside the range, outside it, of NaN and infinity; and floats as array keys.
function casts($n, $scale) {
    $sum = 0; $x = 0.75;
    for ($i = 0; $i < $n; $i++) {
        $c = (int)$x;
        $sum = ($sum + $c) & 0xffffffff;
        $x *= $scale;
    }
    var_dump($x, $c, $sum);
}
casts(100, 1.05); casts(150, 1.5); casts(200, -1.9); casts(120, 1e10);
function keys($n) {
    $a = [];
    for ($i = 0; $i < $n; $i++) {
        $k = $i < 100 ? $i / 2 * 2.0 : $i + 0.5;
        $a[$k] = $i;
    }
    return count($a);
}
var_dump(keys(100), keys(103));
$t = 0;
foreach ([1.9, -1.9, 0.999999999, -0.5, 4e18] as $f)
    for ($i = 0; $i < 40; $i++) $t += (int)($f + $i);
var_dump($t);
for ($i = 0; $i < 110; $i++) {
    $v = $i < 100 ? 2.0 : ($i < 105 ? NAN : -INF);
    $n = intval($v);
    $b = (bool)$v;
}
var_dump($n, $b);
