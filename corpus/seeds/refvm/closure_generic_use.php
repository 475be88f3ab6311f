<?php
// Closures stored in properties, arrays and constants' neighbours; composition, currying, memoization.
class Ev { public $on = []; public $cb; function fire($n, $x) { foreach ($this->on[$n] ?? [] as $f) $x = $f($x); return $x; } function cb() { return "method"; } }
$e = new Ev;
$e->on["up"][] = 'strtoupper';
$e->on["up"][] = function ($s) { return $s . "!"; };
$e->on["up"][] = fn($s) => str_repeat($s, 2);
echo $e->fire("up", "a"), $e->fire("none", "b"), "\n";
$e->cb = function () { return "property"; };
echo $e->cb(), ($e->cb)(), "\n";
$compose = function () { $fs = func_get_args(); return function ($x) use ($fs) { return array_reduce($fs, function ($acc, $f) { return $f($acc); }, $x); }; };
echo $compose('trim', 'strrev', function ($s) { return $s . strlen($s); })("  abc "), "\n";
$memo = function ($f) { $cache = []; return function ($n) use (&$cache, $f) { return $cache[$n] ??= $f($n); }; };
$slow = function ($n) { echo "[calc $n]"; return $n * $n; };
$fast = $memo($slow);
echo $fast(4), $fast(4), $fast(5), "\n";
$arr = ["f" => function () { return ["g" => function ($x) { return $x; }]; }];
echo $arr["f"]()["g"]("chained"), "\n";
$n = new stdClass;
$n->f = fn() => 1;
$n->f();
