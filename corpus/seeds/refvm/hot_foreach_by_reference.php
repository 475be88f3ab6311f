<?php
// foreach by reference: elements are changed, the array is shared late, and the last reference stays afterwards.
function double_all($n) {
    $a = range(1, 20); $saved = null;
    for ($i = 0; $i < $n; $i++) {
        foreach ($a as $k => &$v) {
            $v = ($v * 2 + $k) % 97;
            if ($i == 7 && $k == 5) $v = "5";
        }
        if ($i == 6) $saved = $a;
        unset($v);
    }
    return implode(",", $a) . ($saved ? " saved " . array_sum($saved) : "");
}
echo double_all(5), "\n", double_all(9), "\n";
$list = range(0, 4); $n = 0;
foreach ($list as $k => &$x) {
    if (++$n < 120) $list[] = $n;
    if ($n == 100) unset($list[101]);
    $x = $n;
}
echo $n, " ", count($list), " ", $list[100], " ", isset($list[101]) ? "set" : "unset", "\n";
$x = "after";
echo $list[array_key_last($list)], "\n";
$m = [[1, 2], [3, 4]];
for ($i = 0; $i < 50; $i++) {
    foreach ($m as &$row) foreach ($row as &$cell) $cell += $i > 45 ? 0.5 : 1;
    unset($row, $cell);
}
var_dump(array_sum($m[0]), $m[1][1]);
foreach ([1, 2, 3] as $k => $x);
var_dump($list[array_key_last($list)]);
