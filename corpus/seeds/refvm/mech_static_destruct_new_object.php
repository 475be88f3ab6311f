<?php
// Each destructor makes a new object of its class and calls itself statically, bounded by a counter.
class A {
    static $made = 0;
    static $calls = 0;
    function __construct() { self::$made++; }
    function __destruct() {
        self::$calls++;
        if (self::$made < 8) {
            $o = new A;
            A::__destruct();
        }
    }
}
function leave() { $a = new A; return "left"; }
echo leave(), "\n";
echo A::$made, " ", A::$calls, "\n";
A::$made = 5;
$list = [new A, new A];
$list = null;
echo A::$made, " ", A::$calls, "\n";
