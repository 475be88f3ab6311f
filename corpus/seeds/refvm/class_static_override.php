<?php
// A static method can't replace a non-static one.
class A {
    function f() { return 1; }
}
class B extends A {
    static function f() { return 2; }
}
echo "never\n";
