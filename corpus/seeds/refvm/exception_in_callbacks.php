<?php
// Exceptions from callbacks of array functions; the array sorted or walked keeps its values.
class D { public $n; function __construct($n) { $this->n = $n; } function __destruct() { echo "-{$this->n} "; } }
$calls = 0;
$fail = function ($at) use (&$calls) {
    $calls = 0;
    return function ($x, $y = null) use ($at, &$calls) {
        if (++$calls == $at) { throw new Exception("call $calls"); }
        return is_object($x) ? strcmp($x->n, is_object($y) ? $y->n : "") : $x <=> $y;
    };
};
$sorted = [3, 1, 2];
$objects = [new D("c"), new D("a"), new D("b")];
foreach ([function () use ($fail, &$sorted) { usort($sorted, $fail(2)); }, function () use ($fail, &$objects) { usort($objects, $fail(1)); },
    function () use ($fail) { array_map($fail(3), [new D("m1"), new D("m2"), new D("m3")]); },
    function () use ($fail) { array_filter([1, 2, 3], $fail(2)); }, function () use ($fail, &$sorted) { array_walk($sorted, $fail(2)); },
    function () use ($fail) { call_user_func($fail(1), new D("arg")); }, function () use ($fail) { call_user_func_array($fail(1), ["p", "q"]); },
    function () use ($fail) { array_map($fail(2), ["x" => 1, "y" => 2], [new D("second"), 4]); },
] as $i => $f) {
    try {
        $f();
        echo "never\n";
    } catch (Exception $e) {
        echo $i, " ", $e->getMessage(), "\n";
    }
    $e = null;
}
echo count($sorted), array_sum($sorted), count($objects), "\n";
