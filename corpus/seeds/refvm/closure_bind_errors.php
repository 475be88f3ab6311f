<?php
// Closures that can not be bound as asked.
function attempt($what, $f) {
    try {
        echo $what, ': ';
        var_dump($f());
    } catch (Throwable $e) {
        echo get_class($e), ': ', $e->getMessage(), "\n";
    }
}
class A { private $x = 1; function get() { return function () { return isset($this) ? $this->x : 'none'; }; } function method() { return 1; } static function fixed() { return static function () { return isset($this); }; } }
class B {}
$get = (new A)->get();
attempt('bound', $get);
attempt('unbound', function () use ($get) { return Closure::bind($get, null); });
attempt('static', function () { return Closure::bind(A::fixed(), new A); });
attempt('method to other', function () { return Closure::bind(Closure::fromCallable([new A, 'method']), new B); });
attempt('method unbound', function () { return Closure::bind(Closure::fromCallable([new A, 'method']), null); });
attempt('method scope', function () { return Closure::bind(Closure::fromCallable([new A, 'method']), new A, 'B'); });
attempt('function scope', function () { return Closure::bind(Closure::fromCallable('strlen'), null, 'A'); });
attempt('internal scope', function () use ($get) { return Closure::bind(function () { return 1; }, null, 'stdClass'); });
attempt('no class', function () use ($get) { return Closure::bind($get, new A, 'Nothing'); });
attempt('other scope', function () use ($get) { return Closure::bind($get, new A, 'B')(); });
attempt('call', function () { return (function () { return $this->x; })->call(new A); });
attempt('new', function () { return new Closure; });
