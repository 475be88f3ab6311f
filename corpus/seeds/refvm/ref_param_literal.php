<?php
// A literal or expression passed by reference to a function that is known only at run time throws.
$f = function (&$x, $y = 0) { $x = 1; };
$a = [1];
class M { function m(&$x) { $x = "m"; } static function s(&$x) { $x = "s"; } }
$o = new M;
$tests = [
    function () use ($f) { $f(1); },
    function () use ($f) { $f("a" . "b", 2); },
    function () use ($o) { $o->m(null); },
    function () use ($o, $a) { $o->m($a[0]); var_dump($a[0]); },
    function () { $n = 'M::s'; $n([]); },
    function () use ($a) { $n = 'array_push'; $n($a, 2); echo count($a), "\n"; },
    function () { $n = 'array_pop'; $n([1]); },
    function () use ($f) { $f($x = 5); var_dump($x); },
];
foreach ($tests as $t) {
    try {
        $t();
    } catch (Error $e) {
        echo get_class($e), ": ", $e->getMessage(), "\n";
    }
}
