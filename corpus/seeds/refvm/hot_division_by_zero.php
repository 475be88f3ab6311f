<?php
// A divisor that reaches zero on a late iteration, caught in the loop, around it, and by the caller.
function inside($n) {
    $caught = 0; $sum = 0;
    for ($i = $n; $i > -20; $i--) {
        try {
            $sum += 1000 / $i;
        } catch (DivisionByZeroError $e) {
            $caught++;
            echo $e->getMessage(), " line ", $e->getLine(), " at $i\n";
        }
    }
    return [$caught, round($sum, 6)];
}
function outside($n) {
    $i = $n;
    try {
        for (; $i > -20; $i--) $q = 7.5 / $i;
    } catch (DivisionByZeroError $e) {
        return "$i: " . $e->getMessage() . " last " . round($q, 3);
    }
    return "none";
}
function nobody($n) {
    for ($i = $n, $s = 0; $i > -5; $i--) $s += intdiv($n, $i);
    return $s;
}
var_dump(inside(100), outside(130));
try {
    nobody(100);
} catch (DivisionByZeroError $e) {
    echo $e->getMessage(), " in ", $e->getTrace()[1]["function"], "\n";
}
for ($i = 90; ; $i--) {
    try {
        $r = 10 / ($i * 0.5);
    } catch (Error $e) {
        echo get_class($e), " at $i\n";
        break;
    }
}
var_dump($r, fdiv(1, $i));
