<?php
// Division, modulo and intdiv: signs, int or float results, and the errors at zero and at the edge.
var_dump(7 / 7, 7 / 2, -7 / 2, 0 / 5, 0 / -5, 1e308 / 1e-10, PHP_INT_MIN / -1, "9" / "3");
var_dump(7 % 3, -7 % 3, 7 % -3, -7 % -3, 5.9 % 2, PHP_INT_MIN % -1, "8" % 3, true % 2);
var_dump(intdiv(7, 2), intdiv(-7, 2), intdiv(7, -2));
foreach ([0, 0.0, "0", null, false, -0.0] as $z) {
    try {
        var_dump(1 / $z);
    } catch (DivisionByZeroError $e) {
        echo $e->getMessage(), "; ";
    }
    try {
        var_dump(1 % $z);
    } catch (DivisionByZeroError $e) {
        echo $e->getMessage(), "\n";
    }
}
try {
    intdiv(1, 0);
} catch (DivisionByZeroError $e) {
    echo $e->getMessage(), "\n";
}
try {
    intdiv(PHP_INT_MIN, -1);
} catch (ArithmeticError $e) {
    echo get_class($e), " ", $e->getMessage(), "\n";
}
$x = 5;
$x %= 0;
