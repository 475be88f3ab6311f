<?php
// A throw between two operands, or before the value that is to be stored: those that are there already are released.
class Loud { public $p; static $s; function __construct(public $name) {} function __destruct() { echo "~{$this->name} "; } }
class Late { function __construct(public $name) {} function __destruct() { throw new Exception("late {$this->name}"); } }
function attempt($what, $f) {
    try {
        echo $what, ': ';
        $v = $f();
        echo is_object($v) ? get_class($v) : var_export($v, true), "\n";
    } catch (Throwable $e) {
        echo get_class($e), ': ', $e->getMessage(), "\n";
    }
}
function typed(): ?Loud { return $none; }
function &by_reference() { static $x = 1; return $x; }
set_error_handler(function ($level, $text) { throw new ErrorException($text, 0, $level); });
attempt('key', fn() => [$none => new Loud('element')]);
attempt('key behind', fn() => ['first', $none => new Loud('second')]);
attempt('property', function () { $o = new Loud('holder'); $n = 'n'; $o->{"q$n"} = $none; });
attempt('property operator', function () { $o = new Loud('holder'); $n = 'n'; $o->{"q$n"} .= str_repeat('x', 3) . $none; });
attempt('captured', function () { return function () use ($none) { return $none; }; });
attempt('typed return', fn() => typed());
attempt('name', function () { $n = 'other'; $$n .= str_repeat('x', 3); });
attempt('result', function () { $x = new Late('assigned'); return $x = new Loud('new'); });
attempt('operator result', function () { $x = new Late('added'); return [$x .= 'text']; });
attempt('reference result', function () { $y = new Loud('target'); $x = new Late('bound'); $z = ($x = &$y); return $z; });
attempt('property result', function () { $o = new Loud('holder'); $o->p = new Late('property'); return [$o->p = new Loud('value')]; });
attempt('element result', function () { $a = [new Late('element')]; return [$a[0] = new Loud('value')]; });
attempt('element operator', function () { $a = [[new Late('element')]]; return [$a[0][0] .= 'text']; });
attempt('static result', function () { Loud::$s = new Late('static'); return [Loud::$s = new Loud('value')]; });
attempt('iterated', function () { $v = new Late('value'); foreach (["k" . __LINE__ => new Loud('item')] as $k => $v) { return $k; } });
attempt('iterated key', function () { $k = new Late('key'); foreach ([new Loud('item')] as $k => $v) { return $k; } });
attempt('aggregate', function () {
    foreach (new class implements IteratorAggregate {
        function getIterator(): Iterator { return new class implements Iterator {
            function current(): mixed { return 1; } function key(): mixed { return 1; } function next(): void {}
            function valid(): bool { echo 'valid '; return true; } function rewind(): void { echo 'rewind '; }
            function __destruct() { echo '~iterator '; }
        }; }
        function __destruct() { throw new Exception('late aggregate'); }
    } as $v) { return $v; }
});
attempt('compared', fn() => new Loud('left') <=> 5);
attempt('compared in array', fn() => [new Loud('left')] <=> [5]);
attempt('indirect', function () { $o = new class { function __get($n) { return [new Loud('got')]; } }; $o->p[] = 1; });
attempt('indirect element', function () {
    $o = new class implements ArrayAccess {
        function offsetGet($k): mixed { return [new Loud('got')]; } function offsetSet($k, $v): void {}
        function offsetExists($k): bool { return true; } function offsetUnset($k): void {}
    };
    $o['x'][] = 1;
});
attempt('clone', function () {
    $o = new class { public $p; function __construct() { $this->p = new Late('cloned'); } function __clone() { $this->p = 1; } };
    $p = $o->p;
    $copy = clone $o;
    unset($o->p, $p);
});
attempt('string', function () {
    $o = new class { function __toString() { $GLOBALS['held'] = null; return str_repeat('s', 3); } function __destruct() { throw new Exception('late string'); } };
    $GLOBALS['held'] = $o;
    unset($o);
    return 'text ' . $GLOBALS['held'];
});
attempt('not there', function () { return [$none][0]['x']; });
attempt('element of nothing', function () { return $none['x']; });
