<?php
// An error in a default value shows when the class is first used, and the class stays usable to ask again.
class A {
    const DIV = 1 % self::ZERO;
    const ZERO = 0;
    public $x = self::DIV;
    static $arr = [1, 2, UNDEFINED_ONE];
}
for ($i = 0; $i < 2; $i++) {
    try {
        new A;
    } catch (Error $e) {
        echo get_class($e), ": ", $e->getMessage(), " line ", $e->getLine(), "\n";
    }
    try {
        echo A::$arr[0];
    } catch (Error $e) {
        echo get_class($e), ": ", $e->getMessage(), " line ", $e->getLine(), "\n";
    }
}
echo A::ZERO, "\n";
new A;
