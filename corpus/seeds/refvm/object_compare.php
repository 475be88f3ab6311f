<?php
// == compares class and properties, === identity, < the first difference; unlike classes are uncomparable.
class P { public $x; public $y; function __construct($x, $y) { $this->x = $x; $this->y = $y; } }
class Q extends P {}
$a = new P(1, 2);
$b = new P(1, 2);
$c = new P(1, 3);
$q = new Q(1, 2);
var_dump($a == $b, $a === $b, $a != $c, $a < $c, $c < $a, $a <=> $c, $a <=> $b);
var_dump($a == $q, $a < $q, $a > $q, $a <=> $q, $q <=> $a);
$s = (object)["x" => 1];
$t = (object)["y" => 1];
var_dump($s == $t, $s < $t, $s > $t, $s <=> $t);
$t->x = 1;
var_dump($s < $t, $s > $t, $s <=> $t);
var_dump($a == "P", $a == null, $a == true, $a < false, [$a] == [$b], [$a] === [$b], in_array($b, [1, $c, $a]));
$f = function () {};
$g = function () {};
var_dump($f == $g, $f == $f, $f <=> $g, clone $f == $f);
var_dump(new P("1", 2.0) == $a, new P(new P(1, 2), 1) == new P($a, "1"), new P("a", 1) > new P("B", 1));
var_dump($a == 1, $a < 5);
