<?php
// gc_collect_cycles: what it returns, destructors in cycles, resurrection, and arrays of references.
class N { public $o; public $n; function __construct($n) { $this->n = $n; } function __destruct() { echo "~", $this->n, " "; } }
var_dump(gc_collect_cycles());
$a = new stdClass;
$a->self = $a;
unset($a);
var_dump(gc_collect_cycles(), gc_collect_cycles());
$x = new N("x");
$y = new N("y");
$x->o = $y;
$y->o = $x;
$keep = $x;
unset($x, $y);
gc_collect_cycles();
echo "kept ", $keep->o->n, "\n";
unset($keep);
echo "before ";
gc_collect_cycles();
echo "after\n";
class R { public $me; static $saved; function __construct() { $this->me = $this; } function __destruct() { echo "~R "; R::$saved = $this; } }
$r = new R;
unset($r);
gc_collect_cycles();
var_dump(R::$saved instanceof R);
R::$saved = null;
gc_collect_cycles();
echo "\n";
$arr = [1];
$arr[] = &$arr;
unset($arr);
var_dump(gc_collect_cycles());
$e = new N("at end");
$e->o = $e;
