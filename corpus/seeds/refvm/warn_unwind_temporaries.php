<?php
// An exception in the middle of an expression frees exactly what was already computed.
class D { public $n; function __construct($n) { $this->n = $n; } function __destruct() { echo "~", $this->n, " "; } function m() { return $this; } function __toString() { return $this->n; } }
function d($n) { return new D($n); }
function boom() { throw new Exception("boom"); }
class F { function __construct() { $this->d = new D("in ctor"); boom(); } public $d; function __destruct() { echo "never "; } }
$tests = [
    function () { return [d("a"), "k" => d("b"), boom()]; },
    function () { return d("c") . "text" . d("d") . boom(); },
    function () { return count([d("e")], boom()); },
    function () { return d("f")->m()->m(boom()); },
    function () { foreach ([d("g"), d("h")] as $k => $v) boom(); },
    function () { $x = d("i"); $y = [$x, boom()]; },
    function () { new F; },
    function () { return [d("j")][boom()]; },
    function () { $a = []; $a[] = [d("k"), "x" => [d("l"), boom()]]; },
    function () { return (d("m") == boom()) ? 1 : 2; },
    function () { [$p, $q] = [d("n"), boom()]; },
    function () { $o = d("o"); $o->n = [d("p"), boom()]; },
    function () { return "str {$GLOBALS['none']} " . d("q") . boom(); },
    function () { call_user_func_array('boom', [d("r"), d("s")]); },
    function () { return array_map(function ($x) { if ($x == 2) boom(); return d("t$x"); }, [1, 2]); },
    function () { switch (d("u")) { case boom(): } },
    function () { static $s; $s = d("v"); $t = clone $s; boom(); },
    function () { try { return d("w"); } finally { boom(); } },
    function () { throw boom() ?? d("x"); },
];
foreach ($tests as $t) {
    try {
        $t();
    } catch (Exception $e) {
        $e = null;
        echo "| ";
    }
}
echo "end\n";
