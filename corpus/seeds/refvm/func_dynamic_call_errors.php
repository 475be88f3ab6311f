<?php
// Calling values that cannot be called, each with its Error text.
class A { function m() { return "m"; } static function s() { return "s"; } private function __construct() {} static function mk() { return new self; } }
abstract class Ab { static abstract function ab(); }
$calls = [
    function () { $x = null; $x(); },
    function () { $x = 5; $x(); },
    function () { $x = []; $x(); },
    function () { $x = ["A"]; $x(); },
    function () { $x = [1, "s"]; $x(); },
    function () { $x = ["A", 5]; $x(); },
    function () { $x = ["A", "m"]; $x(); },
    function () { $x = "A::m"; $x(); },
    function () { $x = "A::nope"; $x(); },
    function () { $x = "No::m"; $x(); },
    function () { $x = (object)[]; $x(); },
    function () { A::m(); },
    function () { $x = "s"; echo A::$x(), A::mk()->s(), "\n"; },
    function () { new A; },
    function () { new Ab; },
    function () { Ab::ab(); },
    function () { $c = "Missing"; new $c; },
    function () { $c = 5; new $c; },
    function () { $x = null; $x->m(); },
    function () { $x = "str"; $x->m(); },
    function () { $o = A::mk(); $n = 5; $o->$n(); },
    function () { No::CONSTANT; },
    function () { echo A::NOPE; },
    function () { echo A::$nope; },
    function () { echo NO_CONST; },
];
foreach ($calls as $i => $f) {
    try {
        $f();
    } catch (Error $e) {
        echo $i, " ", get_class($e), ": ", $e->getMessage(), "\n";
    }
}
