<?php
// === and !== in hot loops over values whose types change late; arrays and strings are compared by content.
function count_same($a, $n) {
    $same = 0; $other = 0;
    for ($i = 0; $i < $n; $i++) {
        if ($a === $i) $same++;
        if ($a !== 60) $other++;
        if ($i == 100) $a = (float)$a;
        if ($i == 120) $a = "60";
    }
    return "$same $other";
}
echo count_same(60, 90), "\n", count_same(110, 130), "\n", count_same(60, 150), "\n";
$base = [1, "k" => [2, "3"]];
$hits = 0;
for ($i = 0; $i < 120; $i++) {
    $copy = [1, "k" => [2, $i < 100 ? "3" : 3]];
    if ($copy === $base) $hits++;
    if ($copy == $base) $hits += 1000;
}
var_dump($hits);
$s = "key100"; $found = -1;
for ($i = 0; $i < 110; $i++) {
    $t = "key" . $i;
    if ($t === $s) $found = $i;
}
$null = 0;
for ($i = 0; $i < 100; $i++) {
    $v = $i > 90 ? null : false;
    if ($v === null) $null++;
    if ($v == null) $null += 100;
}
var_dump($found, $null);
