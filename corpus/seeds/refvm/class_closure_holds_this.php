<?php
// A closure keeps its object alive, and the destructor waits for the closure.
class A {
    public $n;
    function __construct($n) { $this->n = $n; }
    function adder() {
        $calls = 0;
        return function ($x) use (&$calls) {
            $calls++;
            return $this->n + $x . " after $calls";
        };
    }
    function __destruct() { echo "destroyed {$this->n}\n"; }
}
$f = (new A(10))->adder();
$g = (new A(20))->adder();
echo $f(1), "\n", $f(2), "\n", $g(3), "\n";
$f = null;
echo "f gone\n";
$h = $g;
unset($g);
echo $h(4), "\n";
$h = Closure::bind($h, new A(30));
echo $h(5), "\n";
