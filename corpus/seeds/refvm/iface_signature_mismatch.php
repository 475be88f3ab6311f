<?php
// A method must be compatible with its interface.
interface I {
    function f(array $a, $b);
}
class B implements I {
    function f($a, $b, $c = 1) { return "wider is fine"; }
}
echo (new B)->f([], 1), "\n";
if (true) {
    class C implements I {
        function f(array $a) { return "narrower is not"; }
    }
}
echo "never\n";
