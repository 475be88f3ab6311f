<?php
// var_export of scalars, quotes, control bytes, nested arrays and objects.
foreach ([null, true, false, 0, -5, PHP_INT_MIN, 1.0, -0.0, 0.1, 1e100, NAN, -INF, "", "it's", 'back\\slash', "nul\0byte", "new\nline"] as $v) {
    var_export($v);
    echo "\n";
}
var_export([1, "k" => [true, [null]], -3 => []]);
echo "\n";
var_export((object)["a" => 1, "b" => [2]]);
echo "\n";
class P { public $x = 1; protected $y = [2]; private $z = null; }
var_export([new P]);
echo "\n", strlen(var_export("a'b", true)), "\n";
var_dump(var_export(1.5, true), var_export([], true));
$o = new P;
$o->x = $o;
var_export($o);
