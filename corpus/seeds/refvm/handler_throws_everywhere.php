<?php
// A warning's handler throws in every kind of expression that can warn: what was begun is given up, and nothing is left.
set_error_handler(function ($level, $text) { throw new ErrorException($text, 0, $level); });
class Box { public $p; public int $n = 1; function take(&$a, $b = 0) { return $a; } function __toString() { return 'box'; } }
function value() { return [1, 2]; }
function &place() { static $s = 1; return $s; }
function take(&$a) { return $a; }
$tries = [
    function () { return $none; },
    function () { return "a $none b {$none['x']}"; },
    function () { return [1, 'k' => $none, 2]; },
    function () { $a = [1]; return $a[7] + 1; },
    function () { $a = [1]; return $a['x']['y']; },
    function () { $a = [[1]]; $a[0][$none] = [2, 3]; return $a; },
    function () { $a = []; $a[1.5] = str_repeat('x', 3); return $a; },
    function () { $s = 'abc'; return $s[9]; },
    function () { $s = 'abc'; $s[1] = 'xyz'; return $s; },
    function () { $s = 'abc'; $s['1x'] = 'q'; return $s; },
    function () { $o = new Box; return $o->none; },
    function () { $o = new Box; return $o->p->q; },
    function () { $o = new Box; $o->n = 1.5; return $o; },
    function () { $a = &value(); return $a; },
    function () { $o = new Box; $o->p = &value(); return $o; },
    function () { return take(value()); },
    function () { return call_user_func('take', [1, 2]); },
    function () { return array_map('take', [[1], [2]]); },
    function () { return (new Box)->take(value(), $none); },
    function () { return '5 apples' + 1; },
    function () { $x = 'abc5 '; return 1 + "5 $x"; },
    function () { return 7 % 1.5; },
    function () { $i = 'x'; $i -= $none; return $i; },
    function () { return [1] . 'text'; },
    function () { return 'text' . [1]; },
    function () { foreach (5 as $v) { echo $v; } },
    function () { foreach ([new Box, new Box] as $v) { echo $v->none; } },
    function () { [$a, [$b]] = [[1], null]; return $none[$a]; },
    function () { ['x' => $a] = ['y' => new Box]; return $a; },
    function () { return intdiv($none ?? 1, 1) + $other; },
    function () { static $s = 1; $s .= $none; return $s; },
    function () { return array_flip([new Box, 1.5]); },
    function () { switch ($none) { case 1: return 1; default: return 2; } },
    function () { return (int) '9' . (string) [new Box]; },
    function () { unset($none->x->y); return $none['a']; },
    function () { return new Box($none); },
    function () { return compact('none'); },
    function () { try { return $none; } finally { echo 'f'; } },
    function () { return (function (int $x) { return $x; })(1.5); },
];
for ($round = 0; $round < 3; $round++) {
    foreach ($tries as $i => $f) {
        try {
            $shown = $f();
            echo $i, ' ', is_object($shown) ? get_class($shown) : json($shown), "\n";
        } catch (Throwable $e) {
            echo $i, ' ', get_class($e), ': ', $e->getMessage(), "\n";
        }
    }
}
function json($v) { return is_array($v) ? '[' . count($v) . ']' : var_export($v, true); }
