<?php
// unset, reassignment, null, leaving a function and a discarded value all destroy at that moment.
class D {
    public $n;
    function __construct($n) { $this->n = $n; }
    function __destruct() { echo "-{$this->n}\n"; }
    function me() { return $this; }
}
function scope() { $l = new D("local"); echo "in scope\n"; return 5; }
function give() { return new D("given"); }
function take($d) { $d = null; echo "taken\n"; }
$x = new D("one");
$x = new D("two");
$y = $x;
unset($x);
echo "still y\n";
$y = "string";
new D("discarded");
(new D("chain"))->me()->me();
echo scope(), "\n";
give();
$g = give();
take($g);
take(give());
$g .= is_object($g) ? "" : "never";
