<?php
// Variables by name, references and array literals that outgrow the room that they begin with.
function named() {
    foreach (["a", "b", "c", "d", "e", "f", "g", "h", "i", "j"] as $n) { $$n = $n . "!"; }
    return $a . $j;
}
echo named(), "\n";
foreach (["va", "vb", "vc", "vd", "ve", "vf", "vg", "vh", "vi"] as $n) { $$n = 1; $GLOBALS[$n . "x"] = 2; }
$copy = $GLOBALS;
echo $copy["vi"], count($copy) > 18 ? " many" : " few", "\n";
$x = "x";
$grown = [$x, $x, $x, $x, $x, 15 => $x, $x];
echo implode(",", array_keys($grown)), "\n";
class L {
    const GROWN = [self::A, 1, 2, 3, 4, 15 => 5, 6];
    const A = "a";
    const KEYS = ["k" => self::A, self::A . "x" => 1];
}
echo implode(",", L::GROWN), count([0, 1, 2, 3, 4, 15 => 5, 6]), implode(",", L::KEYS), "\n";
$sum = [1, 2, 3, 4, 5, 6, 7, 8] + [8 => 9, 9 => 10, "k" => 11];
echo count($sum), "\n";
$many = [[1]];
$many[0][f()][f()][f()][f()][f()] ??= g() . "made";
echo $many[0]["key"]["key"]["key"]["key"]["key"], \declaredLater(), "\n";
function f() { return "key"; }
function g() { return "g "; }
$o = (object)["\0L\0hidden" => 1, "\0*\0kept" => 2, "open" => 3];
foreach ($o as $k => $v) { echo $k, $v, " "; }
foreach ((array)new L as $k => $v) { echo $k; }
if (true) {
    function f0() {} function f1() {} function f2() {} function f3() {} function f4() {}
    function f5() {} function f6() {} function f7() {} function f8() { return "f8"; }
}
echo f8(), \strlen("abc"), "\n";
function declaredLater() { return "later"; }
echo (function () { static $s = 0; return ++$s; })(), ~"abc" === ~"abc", "a" | "b", "\n";
