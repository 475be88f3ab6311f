<?php
// Leaving foreach by exception, return and break frees what it holds; the array stays usable.
class D { public $n; function __construct($n) { $this->n = $n; } function __destruct() { echo "~", $this->n, " "; } }
function objs($t) { return [new D("$t.1"), new D("$t.2")]; }
function ret() { foreach (objs("r") as $o) { return "ret" . $o->n; } }
echo ret(), "\n";
foreach (objs("b") as $o) { break; }
unset($o);
echo "after break\n";
try {
    foreach (objs("e") as $o) { foreach (objs("f") as $p) throw new Exception("out"); }
} catch (Exception $e) {
    echo $e->getMessage(), "\n";
}
unset($o, $p, $e);
echo "after exception\n";
$keep = [1, 2, 3];
try {
    foreach ($keep as &$v) { $v *= 2; if ($v == 4) throw new Exception("x"); }
} catch (Exception $e) {
    unset($v);
    echo implode(",", $keep), "\n";
}
foreach (objs("c") as $i => $o) { if ($i == 0) continue; echo "second "; }
$o = null;
echo "end\n";
