<?php
// Cycles with destructors: all run before anything is freed, and they see complete objects.
class D {
    public $n;
    public $other;
    function __construct($n) { $this->n = $n; }
    function __destruct() { echo "destroy {$this->n} with {$this->other->n}\n"; }
}
function ring() {
    $a = new D("a");
    $b = new D("b");
    $c = new D("c");
    $a->other = $b;
    $b->other = $c;
    $c->other = $a;
    return "made\n";
}
echo ring();
echo "collected ", gc_collect_cycles() > 0 ? "some" : "none", "\n";
echo "again ", gc_collect_cycles(), "\n";
echo ring();
$x = new D("x");
$x->other = $x;
echo "end\n";
