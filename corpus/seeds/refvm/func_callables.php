<?php
// Callable strings and arrays: functions, methods, static methods, parent forms, and what is not callable.
class A {
    function m($x = 0) { return "m$x"; }
    static function s($x = 0) { return "s$x"; }
    private function p() { return "p"; }
    function in() { return is_callable([$this, 'p']) . call_user_func([$this, 'p']); }
    function __invoke($x) { return "inv$x"; }
}
class B extends A { function __call($n, $a) { return "call:$n(" . implode(",", $a) . ")"; } static function __callStatic($n, $a) { return "static:$n"; } }
$a = new A;
$b = new B;
$f = 'strrev'; echo $f("abc"), " ";
$f = 'A::s'; echo $f(1), " ";
$f = ['A', 's']; echo $f(2), " ";
$f = [$a, 'm']; echo $f(3), " ";
$m = 'm'; $c = 'A'; $st = 's'; echo $a->$m(4), $c::s(5), $c::$st(6), (new $c)->m(7), $a(8), " ";
echo call_user_func_array([$b, 'dyn'], [1, 2]), call_user_func('B::any'), call_user_func([$a, 's'], 9), $a->in(), "\n";
foreach (['nope', 'A::nope', ['A', 'm'], [$a, 'p'], ['A'], [1, 2], 'NoClass::m', $b, $a, [$b, 'p'], 5, ['A', 's', 1], 'A::', ''] as $x) {
    echo is_callable($x) ? "y" : "n";
}
echo "\n";
foreach (['nope', 'A::nope', ['A', 'm'], [$a, 'p'], ['A'], 'NoClass::m', $b, null, [1, 2]] as $x) {
    try {
        echo call_user_func($x, 1), "\n";
    } catch (Error $e) {
        echo $e->getMessage(), "\n";
    }
}
$a->nope();
