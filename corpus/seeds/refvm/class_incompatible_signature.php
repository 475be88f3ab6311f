<?php
// A child's method has to accept what the parent's accepts.
class A {
    function f(int $a, $b = 1) { return $a; }
}
class B extends A {
    function f(string $a) { return $a; }
}
echo "never\n";
