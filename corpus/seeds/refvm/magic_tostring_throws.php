<?php
// __toString throws in concatenation chains, interpolation, echo lists, casts, compares and built-ins.
class T {
    private $left;
    function __construct($left = 0) { $this->left = $left; }
    function __toString(): string {
        if ($this->left-- > 0) {
            return "ok";
        }
        throw new RuntimeException("tostring");
    }
}
$list = ["b", new T(1), "a"];
foreach ([function () { return "a" . "b" . new T . "c"; }, function () { $t = new T(1); return "1{$t}2{$t}3{$t}4"; },
    function () { echo "echoed ", new T, "never"; }, function () { return (string)new T; },
    function () { return new T == "x"; }, function () { return implode(",", ["x", new T(1), new T]); },
    function () { $s = "keep"; try { $s .= new T; } finally { echo "[$s]"; } },
    function () { return str_repeat(new T(1), 2) . str_repeat(new T, 2); },
    function () use ($list) { return in_array("zip", [$list[1], new T]); },
    function () { return [1, "k" . new T => 2]; }, function () { return (new T(1) . "x") . (new T . "y"); },
    function () { throw new Exception(new T); }, function () { $o = new stdClass; return $o->{new T}; },
] as $i => $f) {
    try {
        echo $i, ": ";
        var_dump($f());
    } catch (RuntimeException $e) {
        echo "caught ", $e->getMessage(), "\n";
    }
}
