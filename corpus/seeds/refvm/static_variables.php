<?php
// Static variables live per function, per method, and per class that inherits the method.
class A {
    function counter() { static $n = 0; return ++$n; }
    static function log($x) { static $all = []; $all[] = $x; return implode(",", $all); }
    function holder() { static $o = null; if ($o === null) { $o = $this; } return get_class($o); }
    function __destruct() { echo get_class($this), " destroyed\n"; }
}
class B extends A {}
$a = new A;
$b = new B;
echo $a->counter(), (new A)->counter(), $b->counter(), $a->counter(), "\n";
echo A::log(1), " ", B::log(2), " ", A::log(3), "\n";
echo $a->holder(), $b->holder(), "\n";
function fact($n) {
    static $cache = [1];
    if (!isset($cache[$n])) {
        $cache[$n] = $n * fact($n - 1);
    }
    return $cache[$n] . "/" . count($cache) + 0;
}
try {
    echo fact(3), "\n";
} catch (TypeError $e) {
    echo $e->getMessage(), "\n";
}
$f = function () { static $x = 10; return $x++; };
$g = clone $f;
echo $f(), $f(), $g(), $f(), "\n";
unset($a, $b);
echo "end\n";
