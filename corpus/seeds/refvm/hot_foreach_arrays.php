<?php
// foreach over packed arrays, hashes, empty ones, literals and temporaries, with keys and without; and a scalar late.
function walk($a) {
    $h = 0;
    foreach ($a as $k => $v) {
        $h = ($h * 31 + (is_string($k) ? ord($k) : $k) + (is_array($v) ? count($v) : $v)) % 1000003;
        if ($h % 50 == 0) continue;
        $h++;
    }
    return $h;
}
$inputs = [range(0, 49), ["a" => 1, "b" => 2.0, "c" => "3"], [], [[1], [2, 3]], [5 => 1, 2 => 2], array_fill(0, 30, 4.0)];
$sum = 0;
for ($i = 0; $i < 60; $i++) $sum = ($sum * 7 + walk($inputs[$i < 30 ? 0 : $i % 6])) % 100003;
var_dump($sum);
function wrong($n) {
    for ($i = 0, $c = 0; $i < $n; $i++) {
        $over = $i < 100 ? [1, 2] : ($i == 100 ? null : ($i == 101 ? 17 : "text"));
        foreach ($over as $x) $c += $x;
    }
    return $c;
}
var_dump(wrong(90), wrong(103));
$last = null;
foreach (array_map(fn($x) => $x * 2, range(1, 110)) as $i => $last) if ($i == 105) break;
foreach ([3, 1, 2] as $v) foreach (["x" => $v, "y" => -$v] as $k => $w) $pairs[] = "$k$w";
echo $last, " ", implode(" ", $pairs), "\n";
foreach (range(1, 120) as $cells["k"]) $t = ($t ?? 0) + $cells["k"];
var_dump($t, $cells);
