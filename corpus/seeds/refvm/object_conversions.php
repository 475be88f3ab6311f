<?php
// Objects as numbers, booleans, arrays and keys: warnings, values and errors.
class C { public $p = 1; private $q = [2]; }
$o = new C;
var_dump((int)$o, (float)$o, (bool)$o, intval($o));
var_dump($o == 1, $o > 0);
print_r((array)$o);
var_dump((object)5, (object)null, (object)["k" => "v"], (object)$o === $o);
foreach ([function () use ($o) { return $o + 1; }, function () use ($o) { return -$o; },
    function () use ($o) { return 2 * $o; }, function () use ($o) { $x = $o; $x++; return $x; },
    function () use ($o) { return $o % 2; }, function () use ($o) { return ~$o; }, function () use ($o) { return $o | 1; },
    function () use ($o) { return [$o => 1]; }, function () use ($o) { $a = []; $a[$o] = 1; return $a; },
    function () use ($o) { $a = [1]; return $a[$o]; }, function () use ($o) { return isset([1][$o]); },
    function () use ($o) { return "s"[$o]; }, function () use ($o) { return str_repeat("x", $o); },
    function () use ($o) { return (string)$o; }, function () use ($o) { return $o . ""; }, function () use ($o) { return !$o; },
    function () use ($o) { return abs($o); }, function () use ($o) { return $o <=> null; }, function () use ($o) { return $o ** 2; },
] as $i => $f) {
    try {
        echo $i, ": ";
        var_dump($f());
    } catch (Error $e) {
        echo get_class($e), ": ", $e->getMessage(), "\n";
    }
}
