<?php
// A destructor that throws: at unset, at reassignment, at function exit, and twice in one statement.
class D {
    public $n;
    function __construct($n) { $this->n = $n; }
    function __destruct() { throw new Exception("from {$this->n}"); }
}
function chain($e) {
    while ($e) {
        echo $e->getMessage(), ":", $e->getLine(), " < ";
        $e = $e->getPrevious();
    }
    echo "\n";
}
function local() { $x = new D("local"); return "value"; }
function two() { $x = new D("first"); $y = new D("second"); }
function throwing() { $x = new D("unwound"); throw new LogicException("original"); }
foreach ([function () { $x = new D("unset"); unset($x); echo "never"; }, function () { $x = new D("old"); $x = 1; echo "never"; },
    function () { echo local(), " never"; }, function () { two(); }, function () { throwing(); },
    function () { $a = [new D("e1"), new D("e2"), new D("e3")]; $a = null; }, function () { new D("temp"); echo "never"; },
    function () { try { $x = new D("in try"); $x = null; } finally { echo "(finally)"; } },
    function () { try { throwing(); } finally { throw new Exception("from finally"); } },
] as $f) {
    try {
        $f();
    } catch (Exception $e) {
        chain($e);
    }
    unset($e);
}
