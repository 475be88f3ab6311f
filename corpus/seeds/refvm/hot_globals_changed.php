<?php
// Globals that called functions change behind a hot loop's back: by global, by $GLOBALS, by a closure; and unset late.
$count = 0; $type = 1; $gone = "here";
function change($i) {
    global $count, $type;
    $count += 2;
    if ($i == 90) $type = 1.5;
    if ($i == 110) $type = "3";
    if ($i == 120) unset($GLOBALS["gone"]);
    if ($i == 125) $GLOBALS["gone"] = ["back"];
}
$sum = 0; $seen = [];
for ($i = 0; $i < 130; $i++) {
    $count++;
    change($i);
    $sum += $type * $count;
    $g = $gone ?? "unset";
    if ($i >= 119) $seen[] = is_array($g) ? $g[0] : $g;
}
var_dump($sum, $count, $type);
echo implode(" ", $seen), "\n";
function loop_over_global($n) {
    global $k, $total;
    for ($k = 0; $k < $n; $k++) {
        $total += $k;
        skip();
    }
    return $k;
}
function skip() { if ($GLOBALS["k"] == 100) $GLOBALS["k"] += 20; }
var_dump(loop_over_global(90), $total, loop_over_global(150), $total);
$f = function () use (&$count) { $count = -$count; return $GLOBALS["count"]; };
for ($i = 0; $i < 101; $i++) $r = $f() + $count;
var_dump($r);
