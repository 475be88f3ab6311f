<?php
// max and min over mixed types, arrays, equal values and bad arguments.
var_dump(max(1, 2.0, "3"), max("a", 1), max([1, 2], [1, 3]), max([1, 2, 3], 99), max("abc", []), max(1, 1.0), max(1.0, 1), max("1", 1), max(true, 2), max(2, true), max([3, "k" => 9]));
var_dump(min(1, "0"), min("a", 0), min([]  ?: [5]), min(null, -1), min(-1, null), min("", 0), min([1], [0, 0]), min(1, true), min(NAN, 1), min(1, NAN), max(NAN, 1), max(-0.0, 0.0));
foreach ([['max', []], ['max', [[]]], ['min', [5]], ['min', ["str"]], ['max', [null]], ['min', [[]]]] as [$f, $a]) {
    try {
        var_dump(call_user_func_array($f, $a));
    } catch (Error $e) {
        echo get_class($e), ": ", $e->getMessage(), "\n";
    }
}
class W { public $v; function __construct($v) { $this->v = $v; } }
var_dump(max(new W(1), new W(3), new W(2))->v, min([new W(5), new W(4)])->v);
max(new W(1), 5);
