<?php
// Elements are unset while hot loops read the array: holes in packed and hash arrays, refilled later.
function holes($n) {
    $a = range(0, 29);
    $found = 0; $missing = 0;
    for ($i = 0; $i < $n; $i++) {
        $k = $i % 30;
        if ($i > 70 && $i % 4 == 0) unset($a[$k]);
        if (isset($a[$k])) $found += $a[$k]; else $missing++;
        if ($i == 110) for ($j = 0; $j < 30; $j += 3) $a[$j] = 100 + $j;
    }
    $order = "";
    foreach ($a as $k => $v) $order .= "$k ";
    return "$found $missing " . count($a) . " $order";
}
echo holes(60), "\n", holes(100), "\n", holes(150), "\n";
$queue = []; $out = 0;
for ($i = 0; $i < 130; $i++) {
    $queue["j$i"] = $i;
    if (count($queue) > 8) {
        foreach ($queue as $k => $v) { $out += $v; unset($queue[$k]); if ($i < 100 || $v % 2) break; }
    }
}
echo $out, " ", implode(" ", array_keys($queue)), "\n";
$h = range(0, 9);
for ($i = 0; $i < 105; $i++) {
    unset($h[9]);
    $h[] = $i;
    if ($i == 100) unset($h[0], $h[99]);
}
echo implode(" ", $h), " | ", implode(" ", array_slice(array_keys($h), -5)), "\n";
for ($i = 100; $i < 103; $i++) $x = @$h[0] ?? $h[1];
var_dump($x);
