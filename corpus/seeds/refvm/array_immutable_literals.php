<?php
// Literals, constants, defaults and static initializers stay as written however often they are changed.
const CONF = ["list" => [1, 2], "s" => "abc"];
class K { const D = [1, [2]]; public $p = [0, "x" => []]; static $s = ["n" => 0]; }
function lit() { $a = [1, 2, ["d" => "deep"]]; $r = $a; $a[2]["d"][0] = "D"; $a[] = "new"; return $a[2]["d"] . $r[2]["d"] . count($r); }
function def($p = ["k" => [1]], $s = "str") { $p["k"][] = 2; $s[0] = "S"; $s .= count($p["k"]); return $s; }
function counted() { static $x = [1, "in" => ["y" => 1]]; $x["in"]["y"]++; $x[] = 0; return count($x) . $x["in"]["y"]; }
for ($i = 0; $i < 2; $i++) {
    echo lit(), " ", def(), " ", counted(), " ";
    $c = CONF;
    $c["list"][0]++;
    $c["s"] .= "d";
    $d = K::D;
    $d[1][0] .= "!";
    $o = new K;
    $o->p["x"][] = $i;
    $o->p[0] -= 1;
    K::$s["n"]++;
    foreach (CONF["list"] as &$ref) $ref = "ref";
    unset($ref);
    foreach ([10, 20] as $k => &$v) { $v++; echo $v; }
    unset($v);
    $lit = "literal";
    $lit[0] = "L";
    echo " ", CONF["list"][0], CONF["s"], K::D[1][0], (new K)->p[0], count((new K)->p["x"]), K::$s["n"], " $lit\n";
}
try {
    $f = function () { foreach (K::D as $x) not_a_function($x); };
    $f();
} catch (Error $e) {
    echo $e->getMessage(), "\n";
}
var_dump(CONF === ["list" => [1, 2], "s" => "abc"], K::D);
