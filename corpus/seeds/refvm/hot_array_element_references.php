<?php
// References to elements: made late, kept in copies of the array, and seen through by hot reads and writes.
function alias($n) {
    $a = [1, 2, 3]; $r = null; $sum = 0;
    for ($i = 0; $i < $n; $i++) {
        $a[1] = $a[0] + $i % 3;
        $a[0] = ($a[1] + $a[2]) % 100;
        if ($i == 60) $r = &$a[2];
        if ($i > 60) $r += 2;
        if ($i == 90) { $copy = $a; $copy[0] = $copy[2] = -5; }
        if ($i == 100) unset($r);
        $sum += $a[0] + $a[2];
    }
    return "$sum " . implode(",", $a) . " " . implode(",", $copy ?? []);
}
echo alias(50), "\n", alias(80), "\n", alias(95), "\n", alias(140), "\n";
$tree = ["n" => 0, "sub" => ["n" => 0]];
$at = &$tree;
for ($i = 0; $i < 60; $i++) {
    $at["n"] += $i;
    if ($i % 10 == 9) { $at["sub"] = ["n" => 0]; $at = &$at["sub"]; }
}
unset($at);
for ($t = $tree, $out = ""; isset($t["sub"]); $t = $t["sub"]) $out .= $t["n"] . " ";
echo $out, "\n";
$list = [];
for ($i = 0; $i < 110; $i++) {
    $v = $i;
    $list[$i % 4] = &$v;
    if ($i > 100) unset($v);
}
var_dump($list);
