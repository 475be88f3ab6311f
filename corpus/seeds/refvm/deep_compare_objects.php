<?php
// Comparing long object chains and objects in arrays in objects, property by property.
class P { public $v; public $in; function __construct($v, $in) { $this->v = $v; $this->in = $in; } }
function chain($n, $last) {
    $o = $last;
    for ($i = 0; $i < $n; $i++) { $o = new P($i, $i % 3 ? $o : [$o]); }
    return $o;
}
$a = chain(24, "x");
$b = chain(24, "x");
$c = chain(24, "y");
var_dump($a == $b, $a === $b, $a == $c, $a < $c, $c <=> $b, $a != chain(25, "x"));
$t = new P(1, null);
$t->in = $a;
$u = new P(1, null);
$u->in = $b;
var_dump($t == $u, [$t] == [$u], $t == clone $t);
class S { function __toString(): string { throw new Exception("compared"); } }
try {
    var_dump(chain(12, new S) == chain(12, "text"));
} catch (Exception $e) {
    echo $e->getMessage(), count($e->getTrace()), "\n";
}
