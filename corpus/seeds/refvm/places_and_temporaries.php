<?php
// Places that are wanted of temporaries, appends that are read, references of results: what a call decides when it runs.
function attempt($what, $f) {
    try {
        echo $what, ': ', var_export($f(), true), "\n";
    } catch (Throwable $e) {
        echo get_class($e), ': ', $e->getMessage(), "\n";
    }
}
class Loud { public $p = [1]; static $s = 1; function __construct(public $name = 'loud') {} function __destruct() { echo "~{$this->name} "; } }
$by_ref = function (&$x) { $x = 'changed'; return $x; };
$by_value = fn($x) => $x;
attempt('element of a temporary', fn() => $by_ref([1, 2][0]));
attempt('element of a result', fn() => $by_ref((fn() => [new Loud])()[0]));
attempt('property of a temporary', fn() => $by_ref((new Loud('holder'))->p[0]));
attempt('append of a variable', function () use ($by_ref) { $a = [1]; return [$by_ref($a[]), $a]; });
attempt('append read', function () use ($by_value) { $a = [new Loud]; return $by_value($a[]); });
attempt('append read deeper', function () use ($by_value) { $a = [[1]]; return $by_value($a[0][]); });
attempt('append of a string', function () { $s = 'abc'; $s[] = 'd'; return $s; });
attempt('reference into a string', function () { $s = 'abc'; $r = &$s[]; return $s; });
attempt('deep append of a string', function () { $a = ['abc']; $a[0][][1] = 'd'; return $a; });
attempt('operator in a string', function () { $s = 'abc'; $s[] .= 'd'; return $s; });
attempt('operator in a number', function () { $n = 5; $n[0] .= 'd'; return $n; });
attempt('operator in true', function () { $n = true; $n['x' . 1] += new Loud('added') ? 1 : 2; return $n; });
attempt('list by reference', function () { [&$x, $y] = (fn() => [1, 2])(); return [$x, $y]; });
attempt('nested list by reference', function () { $a = [[1, 2], 3]; [[&$x, $y], &$z] = $a; $x = $z = 'set'; return $a; });
attempt('list by reference of a method', function () { $o = new class { function f() { return [[1], 2]; } function &g() { static $a = [[1], 2]; return $a; } };
    [[&$x], &$y] = $o->f(); [[&$u], &$v] = $o->g(); $u = $v = 'by reference'; return [$x, $y, $o->g()]; });
attempt('static by reference', function () { Loud::$s = &strrev('abc'); return Loud::$s; });
attempt('static by reference of a value', function () { $f = fn() => new Loud('returned'); $r = (Loud::$s = &$f()); return get_class($r); });
attempt('property by reference of a value', function () { $o = new Loud; $f = fn() => [3]; $r = ($o->p = &$f()); return [$r, $o->p]; });
attempt('key of a list', function () { $i = 'b'; ["a$i" => $x, "c$i" => [$y]] = ['ab' => 1, 'cb' => [2]]; return [$x, $y]; });
attempt('key of an operator', function () { $i = 'b'; $a = ['ab' => 1]; $a["a$i"] += 5; $a["a$i"] .= '!'; return $a; });
attempt('key that is counted', function () { $i = 'b'; $a = ['ab' => [1], 7 => 'seven']; return [$a["a$i"], $a[strval(7)], $a["a$i"][0]]; });
attempt('ints', function () { $i = PHP_INT_MIN; $i -= 1; $j = PHP_INT_MIN; $j -= PHP_INT_MAX; $k = PHP_INT_MAX; $k -= -1; return [$i, $j, $k]; });
set_error_handler(function ($level, $text) { throw new ErrorException($text); });
attempt('notice', function () { $f = fn() => new Loud('returned'); Loud::$s = &$f(); });
attempt('list notice', function () { [&$x] = (fn() => [new Loud('element')])(); return $x; });
