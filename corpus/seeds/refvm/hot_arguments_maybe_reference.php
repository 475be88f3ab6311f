<?php
// Arguments of calls whose callee is only known at the call: by value for a long time, then by reference, then not callable.
function value($x) { return is_array($x) ? count($x) : (int)$x; }
function ref(&$x) { $x = [1]; return 1; }
class M { static $s = 1; public $p = 1; public $q = 0; function value($x) { return value($x) * 2; } function ref(&$x, $y = 0) { $x .= "r$y"; return 3; } }
function pass($f, $m, $n) {
    $o = new M; $a = ["k" => 1]; $sum = 0;
    for ($i = 0; $i < $n; $i++) {
        if ($i == 100) { $f = "ref"; $m = "ref"; }
        $sum += $f($a["k"]) + $f($o->p) + $f($local) + $f($a["new"]["deep"]);
        $sum += $o->$m($a["m"]) + $o->$m($o->q, $i);
        if ($i > 99) $sum += $o->$m($list[]) + count($list);
        if ($i < 100) { $local = $i; $a["new"]["deep"] = 1; $a["m"] = $o->q = "2"; $list = null; }
    }
    return "$sum " . value($a) . value($local) . " {$o->q} " . (is_array($a["k"]) ? "array" : "int");
}
try {
    echo @pass("value", "value", 60), "\n";
    echo @pass("value", "value", 105), "\n";
    echo pass("value", "nothing", 5), "\n";
} catch (Error $e) {
    echo $e->getMessage(), " line ", $e->getLine(), "\n";
}
echo pass("ref", "ref", 5), "\n";
function result() { return [3, 1, 2]; }
function end_of(&$list) { return $list[count($list) - 1]; }
function &ref_result() { static $r = 0; $r = is_array($r) ? 100 : $r + 1; return $r; }
$t = 0; $named = 1; $g = ["k" => 2];
for ($i = 0; $i < 103; $i++) {
    $c = $i < 101 ? "value" : "ref";
    $t += $c(ref_result()) + $c(${"named"}) + $c($GLOBALS["g"]["k"]);
    if ($i > 99) $t += end_of(result());
    try {
        $t += $c($i < 101 ? 1 : strlen("abc"));
    } catch (Error $e) {
        $text = $e->getMessage();
    }
}
echo $text, "\n";
var_dump($t, ref_result());
