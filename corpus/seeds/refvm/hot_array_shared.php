<?php
// Copy on write: an array that one holder owned becomes shared on a late iteration, and separates at the next write.
function own($n) {
    $a = array_fill(0, 8, 1); $copies = []; $sum = 0;
    for ($i = 0; $i < $n; $i++) {
        $a[$i & 7] += $i;
        if ($i % 50 == 49) $copies[] = $a;
        $sum += $a[($i + 3) & 7];
    }
    foreach ($copies as $c) $sum = $sum . "," . array_sum($c);
    return $sum . " " . array_sum($a);
}
echo own(40), "\n", own(120), "\n", own(220), "\n";
function keep($a) { static $kept = []; $kept[] = $a; return count($kept); }
$data = ["n" => 0, "list" => [1]];
for ($i = 0; $i < 120; $i++) {
    $data["n"]++;
    $data["list"][0] += 2;
    if ($i > 100) { $before = $data; $k = keep($data); }
}
var_dump($k, $before["n"], $before["list"][0], $data["n"], $data["list"][0]);
const LITERAL = [1, 2, 3];
function literal($i) { $l = LITERAL; $m = [7, 8, 9]; if ($i > 100) { $l[] = $i; $m[1]++; } return count($l) + $m[1]; }
for ($i = 0, $t = 0; $i < 110; $i++) $t += literal($i);
var_dump($t, count(LITERAL));
$x = [1]; $y = $x;
for ($i = 0; $i < 100; $i++) { $y[0] = $i; if ($i == 90) { $x = $y; $y[0] = "apart"; } }
var_dump($x[0], $y[0]);
