<?php
// Static variables: constant initializers, one set for each function, method and closure object.
function f() { static $n = 2 * 5, $a = ["k" => 1], $u; $n++; $a[] = $n; $u .= "u"; return $n . count($a) . $u; }
echo f(), " ", f(), " ", f(), "\n";
class P { function m() { static $c = 0; return ++$c; } static function s() { static $c = 10; return ++$c; } }
class Q extends P {}
$p = new P;
$q = new Q;
echo $p->m(), $p->m(), $q->m(), " ", P::s(), Q::s(), P::s(), "\n";
$mk = function () { return function () { static $x = 0; return ++$x; }; };
$a = $mk();
$b = $mk();
echo $a(), $a(), $b(), "\n";
$c = clone $a;
echo $c(), $a(), "\n";
function rec($d) { static $depth = 0; $depth++; if ($d > 0) rec($d - 1); return $depth--; }
echo rec(3), rec(0), "\n";
function cond($x) { if ($x) { static $v = 1; } $v = ($v ?? 5) + 1; return $v; }
echo cond(false), cond(true), cond(true), cond(false), "\n";
for ($i = 0; $i < 3; $i++) { static $top = 100; $top++; }
echo $top, "\n";
