<?php
// An exception in the middle of an interpolated string frees the parts before it.
class D {
    private $n;
    function __construct($n) { $this->n = $n; }
    function __toString(): string { if ($this->n < 0) { throw new Exception("n{$this->n}"); } return "d{$this->n}"; }
    function __get($p) { if ($p == "bad") { throw new Exception("prop $p"); } return "<$p>"; }
    function m($x) { if ($x) { throw new Exception("method"); } return [1, "k" => "v"]; }
    function __destruct() { echo "-{$this->n} "; }
}
$ok = new D(1);
$no = new D(-1);
$arr = ["k" => "val"];
foreach ([function () use ($ok, $no) { return "a$ok b{$ok}c$no d"; }, function () use ($ok) { return "$ok->x $ok->bad $ok"; },
    function () use ($ok) { return "1{$ok->m(0)["k"]}2{$ok->m(1)["k"]}3"; }, function () use ($arr, $no) { return "$arr[k]{$arr["k"]}$no"; },
    function () use ($no) { return "$no"; }, function () use ($ok, $arr) { return "$arr $ok"; }, function () use ($ok) { return "x$undef[k]y$ok"; },
    function () use ($ok) { return "{$ok->m(0)["zip"]}|$ok->y"; }, function () { return "t" . new D(2) . "u{$none}" . new D(-3); },
] as $i => $f) {
    try {
        echo $i, ": ", $f(), "\n";
    } catch (Throwable $e) {
        echo $e->getMessage(), "\n";
    }
}
