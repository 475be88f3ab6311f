<?php
// == and <=> of objects, property by property, and === by identity; late a class differs, and a cycle is compared.
class V { public $next; function __construct(public $x, public $y) {} }
class W extends V {}
function equal($a, $b) { return ($a == $b ? "=" : "") . ($a === $b ? "i" : "") . ($a < $b ? "<" : "") . ($a > $b ? ">" : ""); }
$seen = [];
for ($i = 0; $i < 120; $i++) {
    $a = new V($i % 3, [1, $i % 2]);
    $b = $i < 90 ? new V(1, [1, 1]) : ($i < 100 ? new W(1, [1, 1]) : ($i < 105 ? $a : ($i < 110 ? new V("1", [1.0, true]) : 1)));
    $r = @equal($a, $b);
    $seen[$r] = ($seen[$r] ?? 0) + 1;
}
foreach ($seen as $r => $n) echo "'$r' $n\n";
function in_list($list, $o) { foreach ($list as $k => $v) if ($v == $o) return $k; return -1; }
$list = [];
for ($i = 0; $i < 40; $i++) $list[] = new V($i, "v$i");
for ($i = 0, $s = 0; $i < 50; $i++) $s += in_list($list, new V($i, "v$i"));
var_dump($s);
$p = new V(1, 2); $q = new V(1, 2);
for ($i = 0; $i < 60; $i++) { $p = new V($i, $p); $q = new V($i, $q); if ($i == 50) $last = $p == $q; }
$q->y->y->y->x = -1;
var_dump($last, $p == $q, $p > $q, $p <=> clone $p);
