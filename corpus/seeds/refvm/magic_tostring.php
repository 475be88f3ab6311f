<?php
// __toString in every place a string is needed, and the errors where it does not help.
class S {
    private $n = 0;
    function __toString(): string { $this->n++; return "s{$this->n}"; }
}
class None {}
class Bad { function __toString(): string { return 5; } }
class Worse { function __toString(): string { return []; } }
$s = new S;
echo $s, " ", "$s", " ", $s . "", " ", strlen($s), " ", (string)$s, " ", implode("-", [$s, $s]), "\n";
var_dump($s == "s8", $s instanceof Stringable, in_array("s9", [$s]), (string)new Bad);
$a = ["s1" => "x"];
foreach ([function () use ($s, $a) { return $a[$s]; }, function () { return "x" . new None; },
    function () { return (string)new Worse; }, function () { return new None . new None; },
    function () { return strlen(new None); }, function () { return "a{$nope}" . new None; },
    function () { return implode(",", [1, new None]); }, function () { return (string)function () {}; },
    function () { $x = "abc"; $x .= new None; return $x; }, function () use ($a) { return isset($a[new None]); },
] as $i => $f) {
    try {
        echo $i, ": ";
        var_dump($f());
    } catch (Error $e) {
        echo get_class($e), ": ", $e->getMessage(), "\n";
    }
}
