<?php
// Undefined variables, properties, constants and keys in every kind of expression.
echo $a . $b, "\n";
var_dump($c + 1, $d === null, -$e, !$f, [$g], "$h", (int)$i);
$j .= "x"; $k++; $l[] = 1; $m["a"]["b"] = 2; $n->x ?? print("quiet\n");
$o = $p;
var_dump($o);
class P { private $priv = 1; public $un; function r() { return $this->nope; } }
$q = new P;
unset($q->un);
var_dump($q->r(), $q->un, isset($q->priv));
$q->nope2["k"] = 1;
$q->cnt += 2;
var_dump($q->cnt);
function f($x) { return $x . $undef_in_f; }
f(1);
try {
    echo $q->priv;
} catch (Error $e2) {
    echo $e2->getMessage(), "\n";
}
$s = null;
var_dump($s->a, $s->a->b, (5)->x ?? "coalesced", true->y ?? 1);
