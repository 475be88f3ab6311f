<?php
// Static variables: in functions, methods and closures; their type changes late; each closure object has its own.
function tick($by = 1) {
    static $n = 0, $log = [];
    $n += $by;
    if ($n == 100) $log[] = "hundred";
    if ($n > 150 && is_int($n)) $n = $n / 2.0;
    return $n . "/" . count($log);
}
for ($i = 0; $i < 170; $i++) $r = tick();
var_dump($r, tick(0.25));
class P { function next() { static $k = 10; return $k++; } }
class Q extends P {}
$p = new P; $q = new Q; $sum = 0;
for ($i = 0; $i < 110; $i++) $sum += ($i < 90 ? $p : $q)->next();
var_dump($sum, $p->next(), $q->next());
function maker() { return function () { static $c = 0; return ++$c; }; }
$a = maker(); $b = maker();
for ($i = 0; $i < 110; $i++) { $x = $a(); if ($i % 10 == 0) $y = $b(); }
$d = clone $a;
var_dump($x, $y, $d(), $a());
function depth($n) {
    static $max = 0, $now = 0;
    if (++$now > $max) $max = $now;
    if ($n) depth($n - 1);
    $now--;
    return $max;
}
var_dump(depth(30), depth(120), depth(10));
