<?php
// An exception while arguments are evaluated frees the call that was only begun, at any nesting.
class D { public $n; function __construct($n) { $this->n = $n; } function __destruct() { echo "-{$this->n} "; } function m($a, $b = 0) { return $this; } static function s($a) {} }
function f($a = 0, $b = 0, &$c = 0) { return $a; }
function bad() { throw new Exception("bad"); }
foreach ([function () { f(new D(1), bad()); }, function () { f(f(new D(2)), f(new D(3), bad())); },
    function () { (new D(4))->m(new D(5), bad()); }, function () { (new D(6))->m(1)->m(bad()); }, function () { D::s(bad()); },
    function () { new D(bad()); }, function () { $n = "f"; $n(new D(7), bad()); }, function () { $c = function ($x) {}; $c(bad()); },
    function () { call_user_func("f", new D(8), bad()); }, function () { strlen("a" . bad()); }, function () { f("x" . new D(9), 1); },
    function () { undefined_function(new D(10), bad()); }, function () { (new D(11))->nope(bad()); }, function () { f(1, 2, bad()["k"]); },
    function () { [new D(12), "m"](bad()); }, function () { $x = [new D(13)]; f($x[0], $x[1] ?? bad()); },
] as $i => $f) {
    try {
        $f();
    } catch (Throwable $e) {
        echo $i, " ", $e->getMessage(), "\n";
    }
    $e = null;
}
