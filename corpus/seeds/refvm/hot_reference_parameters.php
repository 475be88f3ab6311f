<?php
// Parameters by reference: locals, elements, properties; a local that becomes a reference only on a late iteration.
function bump(&$x, $by = 1) { $x += $by; return $x; }
function append(array &$list, $v) { $list[] = $v; }
function late($n) {
    $x = 0; $sum = 0;
    for ($i = 0; $i < $n; $i++) {
        $x += 2;
        if ($i > 90) bump($x, $i);
        if ($i == 100) $y = &$x;
        if ($i > 105) $y = $y . "0" + 1;
        if ($i == 110) unset($y);
        $sum += $x;
        if ($sum > 1 << 40) $sum = 0;
    }
    return [$x, $sum];
}
echo implode(" ", late(80)), " | ", implode(" ", late(98)), " | ", implode(" ", late(120)), "\n";
$a = [1, [2]]; $o = new stdClass; $o->p = 3; $list = [];
for ($i = 0; $i < 110; $i++) {
    bump($a[0]); bump($a[1][0], $i); bump($o->p); bump($a["new"]);
    append($list, $i);
    if ($i == 100) { $copy = $list; $alias = &$a[0]; }
    if ($i > 100) $alias = 0;
}
var_dump($a, $o->p, count($copy), count($list));
try {
    for ($i = 0; $i < 103; $i++) append($i < 100 ? $list : $o->p, 1);
} catch (Error $e) {
    echo get_class($e), "\n";
}
