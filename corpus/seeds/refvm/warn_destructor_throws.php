<?php
// Exceptions thrown by destructors: on reassignment, unset, scope exit, during unwinding, and at the end.
class T { public $n; function __construct($n) { $this->n = $n; } function __destruct() { echo "~", $this->n, " "; throw new Exception("from " . $this->n); } }
function show($e) { do { echo get_class($e), "(", $e->getMessage(), ") "; } while ($e = $e->getPrevious()); echo "\n"; }
$tests = [
    function () { $x = new T("reassigned"); $x = 1; echo "not reached"; },
    function () { $x = new T("unset"); unset($x); },
    function () { $x = new T("scope"); return "lost"; },
    function () { $x = new T("unwound"); throw new LogicException("first"); },
    function () { $a = [new T("one"), new T("two")]; $a = null; },
    function () { new T("temporary"); },
    function () { $x = new T("null arg"); $f = function ($p) { $p = null; }; $y = $x; unset($x); $f($y); $y = [$y]; array_pop($y); },
    function () { foreach ([new T("in foreach")] as $v) { $v = null; } },
    function () { try { $x = new T("with finally"); $x = null; } finally { echo "finally "; } },
    function () { try { $x = new T("return over"); $x = null; } finally { return "fine\n"; } },
    function () { $o = (object)["p" => new T("property")]; $o->p = "replaced"; },
    function () { $s = "x" . @(new T("concat"))->n; echo "unreached"; },
];
foreach ($tests as $t) {
    try {
        echo $t();
    } catch (Exception $e) {
        show($e);
    }
}
$last = new T("global");
echo "end\n";
