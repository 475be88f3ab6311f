<?php
// ?:, the short form, ?? and ??= with values that turn null, undefined or falsy late.
function chain($n) {
    $opts = ["a" => 1, "b" => ["c" => 2]];
    $sum = 0;
    for ($i = 0; $i < $n; $i++) {
        $sum += $opts["a"] ?? 1000;
        $sum += $opts["b"]["c"] ?? 5000;
        $sum += $opts["x"]["y"] ?? ($i ?: 7);
        $memo ??= $i + 3;
        if ($i == 100) $opts["a"] = null;
        if ($i == 110) unset($opts["b"]);
        if ($i == 120) { $opts = null; $memo = null; }
    }
    return "$sum $memo";
}
echo chain(50), "\n", chain(105), "\n", chain(115), "\n", chain(130), "\n";
$s = "";
for ($i = 0; $i < 110; $i++) {
    $v = $i % 10 ?: ($i < 100 ? "ten" : null);
    $w = $v === "ten" ? "T" : ($v === null ? "N" : ($v > 5 ? ">" : "<"));
    $s = substr($s . $w, -30);
}
echo $s, "\n";
for ($i = 0; $i < 105; $i++) {
    $r = $arr[$i] ?? $maybe ?? $i;
    if ($i == 90) $maybe = "maybe";
    if ($i == 100) $arr[104] = "arr";
    $memo["k" . $i % 7] ??= $i;
    if ($i == 99) $memo["k3"] = null;
}
var_dump($r, $maybe, $arr, implode(",", $memo));
