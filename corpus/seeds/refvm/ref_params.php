<?php
// Parameters by reference: variables, elements, properties, static members, and what can't be passed.
function inc(&$x) { $x++; return $x; }
class O { public $p = 1; static $s = 1; }
$o = new O;
$a = ["k" => 1];
$v = 1;
echo inc($v), inc($a["k"]), inc($o->p), inc(O::$s), "\n";
inc($a["new"]["deep"]);
inc($o->dyn);
inc($undefined);
var_dump($v, $a, $o->dyn, $undefined);
function val() { return 5; }
echo inc(val()), "\n";
try {
    echo call_user_func('inc', $v), " $v\n";
    echo call_user_func_array('inc', [&$v]), " $v\n";
    echo call_user_func_array('inc', [$v]), " $v\n";
} catch (Error $e) {
    echo $e->getMessage(), "\n";
}
function two(&$p, &$q) { $p = "p"; $q = "q"; return $p; }
echo two($v, $v), $v, "\n";
function def(&$x = [1]) { $x[] = 2; return count($x); }
echo def(), def(), def($a), count($a), "\n";
$f = 'inc';
$n = 1;
$f($n);
echo $n, "\n";
$r = inc($n) + $n;
echo $r, "\n";
