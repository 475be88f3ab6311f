<?php
// References to what can not be one: elements and properties of objects, strings, and this.
function attempt($what, $f) {
    try {
        echo $what, ': ';
        var_dump($f());
    } catch (Throwable $e) {
        echo get_class($e), ': ', $e->getMessage(), "\n";
    }
}
class Box implements ArrayAccess {
    public int $n = 1; public ?array $list = null; public int|string $either = 1;
    function offsetExists($k): bool { return true; }
    function offsetGet($k): mixed { return 5; }
    function offsetSet($k, $v): void {}
    function offsetUnset($k): void {}
    function __get($n) { return 6; }
    function __set($n, $v) { echo "set $n "; }
}
set_error_handler(function ($level, $text) { echo "[$text] "; return true; });
attempt('element of object', function () { $o = new Box; $a = 1; $o['x'] = &$a; return $o; });
attempt('overloaded', function () { $o = new Box; $a = 1; $o->none = &$a; $a = 2; return $o; });
attempt('property', function () { $o = new Box; $r = &$o->n; $r = 'text'; return $o; });
attempt('element through int', function () { $o = new Box; $o->n[] = 1; return $o; });
attempt('reference held', function () { $o = new Box; $r = &$o->either; $r = null; return $o; });
attempt('null in typed', function () { $o = new Box; $r = &$o->list; $r[] = 1; return $o->list; });
attempt('string offset', function () { $s = 'abc'; $r = &$s[0]; return $r; });
attempt('string as object', function () { $s = 'abc'; $s[0]->x = 1; return $s; });
attempt('string as array', function () { $s = 'abc'; $s[0][0] = 'x'; return $s; });
attempt('string append', function () { $s = 'abc'; $s[] = 'x'; return $s; });
attempt('unset offset', function () { $s = 'abc'; unset($s[0]); return $s; });
attempt('unset illegal', function () { $a = [1]; unset($a[[]]); return $a; });
attempt('number as array', function () { $n = 5; $n[] = 1; return $n; });
attempt('true as array', function () { $n = true; $n['a']['b'] = 1; return $n; });
attempt('false as array', function () { $n = false; $n['a']['b'] = 1; return $n; });
function value() { return 1; }
attempt('result', function () { $a = &value(); $a++; return $a; });
attempt('result to element', function () { $a = []; $b = ($a['k'] = &value()); return [$a, $b]; });
attempt('result to property', function () { $o = new stdClass; $b = ($o->p = &value()); return [$o, $b]; });
attempt('dynamic this', function () { $n = 'this'; $$n = 5; return 1; });
attempt('unset this', function () { $n = 'this'; unset($$n); return 2; });
