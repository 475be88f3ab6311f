<?php
// Leaving foreach over a temporary by exception, break 2, return and continue 2 frees it each time.
class D { public $n; public $p = 1; function __construct($n) { $this->n = $n; } function __destruct() { echo "-{$this->n} "; } }
function make($n) { return [new D("{$n}a"), new D("{$n}b")]; }
function byReturn() { foreach (make("r") as $v) { foreach (make("s") as $w) { return "returned"; } } }
function byThrow($deep) { foreach (make("t") as $k => $v) { if ($deep) { byThrow(false); } throw new Exception("thrown"); } }
function byRef() { foreach (make("u") as &$v) { $v = 5; throw new Exception("by reference"); } }
function overObject() { foreach (new D("o") as $k => &$v) { $v = "changed"; if ($k == "p") { throw new Exception("object"); } } }
foreach (["byReturn", "byThrow", "byRef", "overObject"] as $f) {
    try {
        echo $f(1), "\n";
    } catch (Exception $e) {
        echo $e->getMessage(), "\n";
    }
    $e = null;
}
foreach (make("x") as $v) {
    foreach (make("y") as $w) {
        continue 2;
    }
}
$v = $w = null;
echo "\n";
foreach (make("p") as $v) {
    foreach (make("q") as $w) {
        break 2;
    }
}
echo "end ";
