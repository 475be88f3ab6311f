<?php
// Freeing deeply nested arrays with destructors at the bottom, in one go and piece by piece.
class D { public $n; function __construct($n) { $this->n = $n; } function __destruct() { echo "-{$this->n} "; } }
function nest($n, $core) {
    for ($i = 0; $i < $n; $i++) { $core = [$i, $core]; }
    return $core;
}
$a = nest(60, new D("a"));
$a = null;
$b = nest(50, new D("b"));
$inner = $b[1][1][1];
$b = 0;
echo "inner held ";
$inner = 0;
$c = nest(40, new D("c"));
$r = &$c[1][1];
unset($c);
$r = "cut ";
echo $r;
function leave() { $l = nest(30, [new D("l1"), new D("l2")]); throw new Exception("left"); }
try {
    leave();
} catch (Exception $e) {
    echo $e->getMessage(), " ";
}
$o = nest(24, null);
for ($i = 0; $i < 24; $i++) { $o = (object)["p" => $o, "q" => new D($i % 12 ? "" : "q$i")]; }
$copy = $o->p->p;
$o = null;
echo "| ";
$copy = null;
