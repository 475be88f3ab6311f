<?php
// Calls that can't be: what was made for them is released, and the next one works.
abstract class Base {
    abstract function f();
    abstract static function s();
    function __call($name, $args) { return "magic $name " . implode(',', $args); }
    static function inside() { return self::nothing(1, 2); }
    function outside() { return Base::anything(3); }
}
class Loud extends Base {
    function __construct(public $name = 'loud') {}
    function f() { return parent::f(); }
    static function s() { return parent::s(); }
    function __destruct() { echo "~{$this->name} "; }
}
class Alone { function f() { return parent_of($this); } function g() { return 'g'; } }
function parent_of($o) { return get_parent_class($o); }
function attempt($what, $f) {
    try {
        echo $what, ': ';
        $v = $f();
        echo is_object($v) ? get_class($v) : var_export($v, true), "\n";
    } catch (Throwable $e) {
        echo get_class($e), ': ', $e->getMessage(), "\n";
    }
}
attempt('abstract', fn() => (new Loud)->f());
attempt('abstract static', fn() => Loud::s());
attempt('abstract by name', fn() => call_user_func(['Base', 's']));
attempt('static', fn() => Base::inside());
attempt('from a method', fn() => (new Loud)->outside());
attempt('none', fn() => Loud::none(new Loud('argument')));
attempt('trampoline', fn() => (new Loud)->some('a', 'b'));
attempt('invoke', fn() => call_user_func([fn($x) => $x * 2, '__invoke'], 4));
attempt('invoke by method', fn() => (fn($x) => $x * 3)->__invoke(4));
attempt('invoke mapped', fn() => array_map([fn($x) => $x * 2, '__invoke'], [1, 2]));
attempt('call', fn() => (function ($x) { return $this->name . $x; })->call(new Loud('called'), 'x'));
attempt('from callable', fn() => Closure::fromCallable([new Loud, 'dynamic'])('a'));
attempt('no parent', fn() => (new Alone)->f());
attempt('names', fn() => call_user_func_array('parent_of', ['o' => new Loud('named')]));
attempt('wrong names', fn() => call_user_func_array([new Loud('wrong'), 'f'], ['x' => new Loud('value')]));
attempt('magic names', fn() => call_user_func_array([new Loud('magic'), 'any'], ['x', 'y']));
attempt('not an array', fn() => call_user_func_array([new Loud('list'), 'any'], 5));
attempt('many', fn() => strlen(call_user_func_array([new Loud('many'), 'any'], array_fill(0, 1100, 'x'))));
attempt('many to a closure', fn() => count(call_user_func_array(fn() => func_get_args(), array_fill(0, 1100, 'x'))));
attempt('not callable', fn() => (new Loud('text'))());
attempt('late', function () { return late_function(new Loud('unknown')); });
attempt('by name', function () { $f = 'late_function'; return $f(new Loud('unknown')); });
attempt('undefined', function () { return $none(new Loud('argument')); });
attempt('method of null', function () { return $none?->f(new Loud('argument')) ?? 'null'; });
attempt('not a name', function () { $m = 5; return (new Loud)->$m(); });
if (attempt('conditional', fn() => 1) === null) {
    function late_function($o) { return $o->name; }
}
attempt('late again', function () { return late_function(new Loud('known')); });
if (true) {
    function strlen() {}
}
