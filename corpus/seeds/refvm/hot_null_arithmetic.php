<?php
// null where numbers were: += on an undefined element, null in a product, ++ of null, a function without a result.
function nothing($i) { if ($i < 90) return $i; }
function use_it($n) {
    $sum = 0;
    for ($i = 0; $i < $n; $i++) {
        $v = nothing($i);
        $sum += $v * 2 + 1 - $v;
        $s = "[" . $v . "]";
    }
    var_dump($sum, $s, $v);
}
use_it(80); use_it(100);
$a = [];
for ($i = 0; $i < 120; $i++) {
    $k = $i % 40;
    $a[$k] = ($a[$k] ?? null) + 1;
    if ($i == 100) $a[5] = null;
    $a[5]++;
}
var_dump(array_sum($a), $a[5], $a[6]);
$x = 0;
for ($i = 0; $i < 100; $i++) {
    if ($i == 95) $x = null;
    $y = -$x;
    $z = $x . "";
    $x++;
}
var_dump($x, $y, $z, null <=> false, null + null);
