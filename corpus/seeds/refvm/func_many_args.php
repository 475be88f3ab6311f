<?php
// Calls with many and nested arguments, extra arguments kept alive, and destructor order at the end of a call.
class D { public $n; function __construct($n) { $this->n = $n; } function __destruct() { echo "~", $this->n, " "; } }
function f($a, $b) { $c = new D("local"); echo "in:", func_num_args(), " "; return $a->n . $b->n; }
echo f(new D("a"), new D("b"), new D("extra")), "\n";
function g($x) { $x = null; echo "after null "; return 1; }
g(new D("only"));
echo "\n";
$keep = new D("keep");
g($keep);
echo "\n";
function many($a, $b, $c, $d, $e, $f, $g, $h, $i = 9, $j = 10) { return $a + $b * $c - $d . $e . $f . $g . $h . $i . $j; }
echo many(1, 2, 3, 4, many(1, 1, 1, 1, 1, 1, 1, 1), "f", many(0, 0, 0, 0, "x", "y", "z", 1, 2, 3), 8, 99), "\n";
function thrower($x) { throw new Exception("t"); }
try {
    f(new D("arg1"), thrower(new D("arg2")));
} catch (Exception $e) {
    echo $e->getMessage(), " ";
    unset($e);
}
echo "\n";
try {
    f(new D("few"));
} catch (ArgumentCountError $e) {
    echo "too few ";
    $e = null;
}
new D("unused");
echo "end\n";
