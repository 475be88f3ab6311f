<?php
// Defaults that are literals, constants and expressions; calls with all, some and too few arguments, late.
const UNIT = 3;
class D { const K = 10; public static $n = 0; }
function f($a, $b = 2, $c = UNIT * 2 + D::K, $d = [1, 2], $e = null) {
    return $a + $b * 10 + $c * 100 + count($d) * 10000 + ($e === null ? 0 : 100000);
}
function loop_calls($n) {
    $s = 0;
    for ($i = 0; $i < $n; $i++) {
        $s += f($i);
        $s += f($i, 1);
        if ($i % 3 == 0) $s -= f($i, 0, $i);
        if ($i > 100) $s += f($i, 1, 1, [], $i);
        if ($i == 105) $s += f();
    }
    return $s;
}
var_dump(loop_calls(50), loop_calls(104));
try {
    loop_calls(110);
} catch (ArgumentCountError $e) {
    echo $e->getMessage(), "\n", count($e->getTrace()), "\n";
}
function lazy($x = LATER) { return $x; }
$sum = 0;
for ($i = 0; $i < 120; $i++) {
    try {
        $sum += lazy();
    } catch (Error $e) {
        if ($i == 99) echo $e->getMessage(), "\n";
    }
    if ($i == 99) define("LATER", 7);
}
var_dump($sum);
