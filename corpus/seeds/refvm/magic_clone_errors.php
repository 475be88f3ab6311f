<?php
// Cloning non-objects and objects with an inaccessible __clone, and a __clone that throws.
class P {
    private function __clone() {}
    function copy() { return clone $this; }
}
class Q { protected function __clone() {} }
class T {
    public $x = 1;
    function __clone() { throw new Exception("no copies"); }
    function __destruct() { echo "destroyed T\n"; }
}
foreach ([1, null, "s", [], new P, new Q, new T, function () { return 7; }] as $v) {
    try {
        $c = clone $v;
        echo get_class($c), " ", $c(), "\n";
    } catch (Throwable $e) {
        echo get_class($e), ": ", $e->getMessage(), "\n";
    }
}
unset($v, $e);
var_dump((new P)->copy() instanceof P);
try {
    clone new Exception("x");
} catch (Error $e) {
    echo $e->getMessage(), "\n";
}
