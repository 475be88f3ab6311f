<?php
// At the end, globals that hold an object alone go first, the last made first, then the rest as created.
class D {
    public $n;
    public $other;
    function __construct($n) { $this->n = $n; }
    function __destruct() { echo $this->n, " "; }
}
$z = new D("z");
$a = new D("a");
$shared = new D("shared");
$arr = [$shared, new D("in array"), "k" => [new D("deep")]];
$cycle = new D("cycle");
$cycle->other = $cycle;
$held = new D("held");
$a->other = $held;
$r = &$ref;
$ref = new D("ref");
$f = function () use ($z) { return $z; };
$last = new D("last");
register_shutdown_function(function () { echo "[shutdown] "; });
echo "end: ";
