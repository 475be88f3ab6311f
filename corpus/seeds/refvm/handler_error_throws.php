<?php
// An error handler that throws turns every warning into an exception, with operands freed.
class D { public $n = "d"; function __destruct() { echo "-"; } }
class Plain {}
set_error_handler(function ($no, $msg) { throw new ErrorException($msg, $no); });
$keep = ["k" => 1];
foreach ([function () { return $undef; }, function () { return [1][2]; }, function () { return "x" . $undef . new D; },
    function () { return [new D, $undef, 1]; }, function () use (&$keep) { $keep["new"] = $undef; }, function () use (&$keep) { $keep["zip"]++; },
    function () use (&$keep) { $keep["zap"] .= "x"; }, function () { return (new D)->nope; }, function () { $p = new Plain; $p->dyn = new D; },
    function () { return "abc"["x"]; }, function () { return "abc"[10]; }, function () { return (int)new D; },
    function () { return "5 apples" + 1; }, function () { foreach (5 as $x) { } }, function () { return [] . "s"; },
    function () { return strlen($undef); }, function () { $a = [1.7 => "t"]; return $a; }, function () { return 7.5 % 2; },
    function () { $n = null; return $n["k"]; }, function () { $n = 5; return $n->p; }, function () { return intdiv($undef, new D); },
    function () { $s = "abc"; $s[5.5] = "x"; return $s; }, function () { $s = "abc"; $s[0] = ""; }, function () { [$a, $b] = [1]; return $a; },
] as $i => $f) {
    try {
        echo $i, " ";
        var_dump($f());
    } catch (Throwable $e) {
        echo get_class($e), ": ", $e->getMessage(), "\n";
    }
    $e = null;
}
print_r($keep);
