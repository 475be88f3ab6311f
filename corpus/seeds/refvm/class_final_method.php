<?php
// Overriding a final method is a fatal error that names the parent's method.
class A {
    final function f() { return 1; }
    private function g() { return 2; }
}
class B extends A {
    private function g() { return 3; }
    function f() { return 4; }
}
echo "never\n";
