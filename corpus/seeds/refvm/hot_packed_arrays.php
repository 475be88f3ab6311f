<?php
// A packed array read and written by index; late an index is past the end, negative, or undefined.
function fill($n) { $a = []; for ($i = 0; $i < $n; $i++) $a[$i] = $i * $i; return $a; }
function smooth($a, $n) {
    $sum = 0;
    for ($i = 1; $i < $n; $i++) {
        $a[$i] = $a[$i - 1] + $a[$i];
        $sum += $a[$i] & 255;
    }
    return [$sum, count($a)];
}
$a = fill(100);
echo implode(" ", smooth($a, 50)), "\n", implode(" ", smooth($a, 100)), "\n", implode(" ", smooth($a, 103)), "\n";
function reach($a, $from) {
    $t = 0;
    for ($i = $from; $i > $from - 103; $i--) $t += $a[$i];
    return $t;
}
var_dump(reach($a, 99 + 3), array_sum($a));
for ($i = 0; $i < 110; $i++) {
    $a[$i % 50] = $i < 100 ? $a[$i % 100] : ($i < 105 ? $i / 4 : "s$i");
    $x = $a[99 - $i % 50];
}
var_dump($x, $a[4], $a[8], count($a));
$m = [1, 2, 3];
for ($i = 0; $i < 200; $i++) [$m[0], $m[1], $m[2]] = [$m[1], $m[2], ($m[0] + $m[2]) % 1000];
echo implode(" ", $m), "\n";
