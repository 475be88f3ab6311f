<?php
// What typed functions return: references that are dropped, variables that are not there, themselves.
class A {
    private $list = ['a' => 1];
    static function make(): static { return new static; }
    function wrong(): static { return new A; }
    function chained(): static { return $this; }
    function element(): int { $r = &$this->list['a']; return $this->list['a']; }
    function &reference(): int { return $this->list['a']; }
    function value(): ?int { return $this->reference(); }
    function __destruct() { echo '~', get_class($this), ' '; }
}
class B extends A {}
function attempt($what, $f) {
    try {
        $v = $f();
        echo $what, ': ', is_object($v) ? get_class($v) : var_export($v, true), "\n";
    } catch (Throwable $e) {
        echo get_class($e), ': ', $e->getMessage(), "\n";
    }
}
function nothing(): ?int { return $none; }
function number(): int { return $none; }
function branch($x): int { if ($x) { $v = '5'; } return $v; }
function &held(): int { static $x = 5; return $x; }
function coerced(): string { static $x = 5; $y = &$x; return $y; }
function last(): A { $a = ['k' => new A]; $r = &$a['k']; return $r; }
function checked(callable $f): callable { $g = &$f; return $g; }
function generic(iterable $i): iterable { $j = &$i; unset($i); return $j; }
attempt('static', fn() => B::make());
attempt('static wrong', fn() => (new B)->wrong());
attempt('chained', fn() => (new B)->chained()->chained());
attempt('element', fn() => (new A)->element());
attempt('value', fn() => (new A)->value());
attempt('nothing', fn() => nothing());
attempt('number', fn() => number());
attempt('branch', fn() => branch(true) + branch(false));
attempt('held', function () { $x = &held(); $x = 7; return held(); });
attempt('coerced', fn() => coerced());
attempt('last', fn() => last());
attempt('checked', fn() => checked('strlen'));
attempt('generic', fn() => generic([1]));
set_error_handler(function ($level, $text) { throw new ErrorException($text); });
attempt('nothing thrown', fn() => nothing());
class Text { function __construct(private $v) {} function __toString() { return $this->v; } }
class Untyped { public $v; function __toString() { $r = &$this->v; return $r; } }
foreach (['text', 5, 1.5, true, null, [1]] as $v) {
    attempt('text', function () use ($v) { $u = new Untyped; $u->v = $v; return "<$u>"; });
    attempt('direct', fn() => (new Text($v))->__toString());
}
