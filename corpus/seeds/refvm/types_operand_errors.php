<?php
// Each operator names both operand types in its TypeError.
class C {}
$o = new C;
$tests = [
    function () { return [] + 1; },
    function () { return 1 - []; },
    function () use ($o) { return $o * 2; },
    function () use ($o) { return null / $o; },
    function () { return [] % 3; },
    function () { return "x" ** []; },
    function () { return [1] << 1; },
    function () use ($o) { return $o & true; },
    function () use ($o) { return 1.5 | $o; },
    function () { return [] ^ []; },
    function () { return -[]; },
    function () { return +[]; },
    function () { return ~[]; },
    function () { return ~null; },
    function () use ($o) { return -$o; },
];
foreach ($tests as $i => $f) {
    try {
        var_dump($f());
    } catch (TypeError $e) {
        echo $i, " ", $e->getMessage(), "\n";
    }
}
var_dump([1, 2] + [5, 6, 7]);
