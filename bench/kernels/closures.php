<?php
// Callbacks through built-ins: array_map, array_filter, array_reduce with closures.
$total = 0;
$scale = 3;
for ($i = 0; $i < 6000; $i++) {
    $a = range(1, 500);
    $b = array_map(function ($x) use ($scale) {
        return $x * $scale;
    }, $a);
    $c = array_filter($b, fn($x) => $x % 2 == 0);
    $total += array_reduce($c, fn($carry, $x) => $carry + $x, 0);
}
echo $total, "\n";
