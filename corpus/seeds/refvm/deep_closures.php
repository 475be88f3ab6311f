<?php
// Closures that wrap closures, and bound variables that hold the chain alive.
class D { public $n; function __construct($n) { $this->n = $n; } function __destruct() { echo "-{$this->n} "; } }
$f = function ($x) { return "($x)"; };
for ($i = 0; $i < 24; $i++) {
    $d = new D($i);
    $f = function ($x) use ($f, $i, $d) { return $i % 6 ? $f($x) : $f($x . $d->n); };
}
$d = null;
echo $f("start"), "\n";
$g = $f;
$f = null;
echo "held\n";
$g = null;
echo "\n";
function compose($n) { return $n == 0 ? function ($x) { return $x; } : function ($x) use ($n) { return compose($n - 1)($x + $n); }; }
echo compose(20)(0), "\n";
