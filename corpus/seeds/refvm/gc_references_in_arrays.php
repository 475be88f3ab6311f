<?php
// Cycles that run through references, nested arrays and static variables, some still reachable.
class D { public $p; public $n; function __construct($n) { $this->n = $n; } function __destruct() { echo "-{$this->n} "; } }
function refs() { $a = []; $b = [&$a, new D("in b")]; $a["b"] = &$b; }
function objref() { $o = new D("o"); $r = &$o->p; $r = [&$r, $o]; }
function reachable() { static $keep = []; $x = new D("reachable"); $x->p = $x; $keep[] = &$x; return count($keep); }
function captured() { $o = new D("captured"); $o->p = function () use ($o) { return $o->n; }; return $o->p; }
refs();
echo "| ";
gc_collect_cycles();
echo "| ";
objref();
gc_collect_cycles();
echo "| ", reachable(), " ";
gc_collect_cycles();
echo "| ";
$f = captured();
gc_collect_cycles();
echo $f(), " | ";
$f = null;
gc_collect_cycles();
echo "| ";
$g = [new D("g")];
$g[0]->p = &$g;
$copy = $g;
unset($g);
gc_collect_cycles();
echo $copy[0]->n, " ";
$copy[0]->p = null;
$copy = null;
echo "end ";
