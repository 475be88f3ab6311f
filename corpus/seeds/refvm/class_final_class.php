<?php
// Extending a final class is a fatal error.
final class A {
    function f() { return 1; }
}
class B extends A {
    function g() { return 2; }
}
echo "never\n";
