<?php
// Arrays become objects and objects become arrays, with integer keys kept usable.
$o = (object)["a" => 1, 5 => "five", "x y" => [2]];
var_dump($o);
echo $o->a, $o->{"5"}, $o->{'x y'}[0], "\n";
$a = (array)$o;
var_dump(isset($a[5]), $a["5"]);
$s = (object)"str";
var_dump($s, $s->scalar);
var_dump((object)null);
$t = (object)$o;
var_dump($t === $o);
echo $o->missing;
