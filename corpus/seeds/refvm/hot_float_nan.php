<?php
// NaN and infinity appear late; every comparison with NaN is false, and a loop bound by one ends.
function relations($x, $y) {
    return ($x < $y ? "<" : "") . ($x <= $y ? "[" : "") . ($x > $y ? ">" : "") . ($x >= $y ? "]" : "") .
        ($x == $y ? "=" : "") . ($x != $y ? "!" : "") . ($x === $y ? "i" : "");
}
$counts = [];
for ($i = 0; $i < 160; $i++) {
    $x = $i < 120 ? $i * 0.5 : ($i < 130 ? NAN : ($i < 140 ? INF : -INF));
    $r = relations($x, 30.0) . "|" . relations(30, $x) . "|" . relations($x, $x);
    $counts[$r] = ($counts[$r] ?? 0) + 1;
}
foreach ($counts as $r => $n) echo "$r $n\n";
function grow($n) {
    $x = 1.0;
    for ($i = 0; $i < $n && $x == $x; $i++) {
        $x = $x * 1e6;
        if ($x == INF) $x = $x - $x;
    }
    return [$i, $x];
}
var_dump(grow(20), grow(200));
for ($i = 0, $limit = 200.0; $i < $limit; $i++)
    if ($i == 110) $limit = NAN;
var_dump($i, NAN <=> 1, max(1, 2.5), is_nan($limit));
$loops = 0;
do { $loops++; $d = sqrt(100 - $loops); } while (!is_nan($d));
var_dump($loops);
