<?php
// isset, empty and unset on variables, elements, offsets and properties.
class O { public $n = null; public $z = 0; private $p = 1; }
$o = new O;
$a = ["n" => null, "z" => 0, "d" => ["e" => 1]];
$s = "str";
var_dump(isset($a), isset($a["n"]), isset($a["z"]), isset($a["d"]["e"]), isset($a["d"]["e"]["f"]), isset($a, $b));
var_dump(empty($a["z"]), empty($a["q"]), empty($nope), empty("0"), empty([]), empty($a["d"]));
var_dump(isset($o->n), isset($o->z), isset($o->p), empty($o->z), isset($o->x->y));
var_dump(isset($s[0]), isset($s[3]), isset($s[-3]), isset($s["0"]), isset($s["a"]), isset($s[0][0]), isset($s["1.0"]), empty($s[1]));
unset($a["d"]["e"], $a["none"]["x"], $nope, $o->n);
var_dump($a);
echo $o->n;
try {
    unset($s[0]);
} catch (Error $e) {
    echo $e->getMessage(), "\n";
}
