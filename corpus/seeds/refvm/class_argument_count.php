<?php
// Too few arguments is an ArgumentCountError with counts, caller and line; too many are ignored.
class A {
    function __construct($a, $b = 1) { echo "made\n"; }
    function m($x, $y, $z = 0) { return "$x$y$z"; }
    static function s($x) { return $x; }
    function __call($n, $args) { return $n . count($args); }
}
function attempt($f) {
    try {
        var_dump($f());
    } catch (ArgumentCountError $e) {
        echo $e->getMessage(), "\n";
    }
}
attempt(function () { return new A; });
$a = new A(1, 2, 3);
attempt(function () use ($a) { return $a->m(1); });
attempt(function () use ($a) { return $a->m(1, 2, 3, 4); });
attempt(function () { return A::s(); });
attempt(function () use ($a) { return call_user_func([$a, "m"], 1); });
attempt(function () use ($a) { return array_map([$a, "m"], [1]); });
attempt(function () use ($a) { return $a->unknown(); });
attempt(function () use ($a) { return strlen(); });
attempt(function () use ($a) { return strlen("a", "b"); });
attempt(function () use ($a) { return str_repeat("a"); });
$f = function ($p) { return $p; };
attempt($f);
attempt(function () { return (new A(1))->m(); });
