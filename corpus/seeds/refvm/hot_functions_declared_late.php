<?php
// Functions and classes that are declared inside a hot function on a late call, and called before and after.
function setup($i) {
    if ($i == 100) {
        function late_function($x) { return $x * 3; }
        class LateClass { public $v = 4; const K = 6; static function st() { return 9; } }
    }
    return $i;
}
$missing = 0; $sum = 0;
for ($i = 0; $i < 130; $i++) {
    setup($i);
    if (function_exists("late_function")) $sum += late_function($i);
    try {
        $sum += (new LateClass)->v + LateClass::K;
        $sum += LateClass::st();
    } catch (Error $e) {
        $missing++;
        $text = $e->getMessage();
    }
    if ($i > 120) $sum += $sum instanceof LateClass ? 1 : 0;
}
var_dump($sum, $missing, $text);
function call_it($n) {
    for ($i = 0, $s = 0; $i < $n; $i++) {
        try {
            $s += other($i);
        } catch (Error $e) {
            $s -= 1;
            if ($i == 90) { function other($x) { return $x; } }
        }
    }
    return $s;
}
var_dump(call_it(60), call_it(110), call_it(20));
