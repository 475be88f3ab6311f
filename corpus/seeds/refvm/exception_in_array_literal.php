<?php
// An exception while an array literal is built frees the elements made so far.
class D { public $n; function __construct($n) { $this->n = $n; } function __destruct() { echo "-{$this->n} "; } }
function bad() { throw new Exception("bad"); }
$keep = ["k" => [1]];
foreach ([function () { return [new D(1), new D(2), bad(), new D(3)]; }, function () { return ["a" => new D(4), bad() => new D(5)]; },
    function () { return [[new D(6), [new D(7), bad()]]]; }, function () { return ["x" => new D(8), "x" => new D(9), "y" => bad()]; },
    function () { return [new D(10), new D(11) => 1]; }, function () { return [1, "s" . str_repeat("t", 3), [bad()]]; },
    function () use (&$keep) { $keep["k"][] = bad(); }, function () use (&$keep) { $keep[bad()]["z"] = new D(12); },
    function () use (&$keep) { $keep["new"]["deeper"] = bad(); }, function () use (&$keep) { [$keep["p"], $keep["q"]] = [new D(13), bad()]; },
    function () use (&$keep) { $keep = [new D(14), &$keep, bad()]; }, function () use (&$keep) { $keep[] = new D(15) . ""; },
] as $i => $f) {
    try {
        $f();
    } catch (Throwable $e) {
        echo $i, " ", $e->getMessage(), "\n";
    }
    $e = null;
}
print_r($keep);
