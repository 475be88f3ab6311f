<?php
// intval, floatval, boolval and strval over types and bases.
foreach ([["12"], ["12abc"], ["abc"], ["0x1A", 16], ["0x1A", 0], ["012", 0], ["0b11", 0], ["101", 2], ["z", 36], ["-0x1A", 16], [" 42"], ["4.9e1"], [42, 8], ["12", 5], [null], [[]], [[0]], [1e19], [true], ["9999999999999999999"], ["", 16], ["19", 8]] as $a) {
    echo call_user_func_array('intval', $a), " ";
}
echo "\n";
var_dump(floatval("1.5abc"), floatval("-.5e-2x"), floatval("abc"), floatval(""), floatval("1e"), boolval("0"), boolval("0.0"), boolval([]), boolval(0.0), boolval((object)[]), strval(1.0), strval(true), strval(null), strval(1e15));
try {
    strval([]);
    strval((object)[]);
} catch (Error $e) {
    echo get_class($e), ": ", $e->getMessage(), "\n";
}
var_dump(intval((object)[]));
try {
    intval("1", []);
} catch (TypeError $e) {
    echo $e->getMessage(), "\n";
}
floatval();
