<?php
// Comparison of objects: by property, uncomparable, against scalars, with __toString, and with itself inside.
class A { public $x; public $y; function __construct($x, $y = 0) { $this->x = $x; $this->y = $y; } }
class B extends A {}
class Str { public $s; function __construct($s) { $this->s = $s; } function __toString() { return $this->s; } }
$a = new A(1, 2);
var_dump($a == new A(1, 2), $a == new A("1", 2.0), $a < new A(1, 3), $a <=> new A(0, 9), $a == new B(1, 2), $a <=> new B(1, 2), $a == null, $a == true, null < $a);
var_dump($a == 1);
var_dump($a > 5);
var_dump($a == "A", new Str("abc") == "abc", new Str("b") > "a", new Str("1") == new Str("1"), "x" . new Str("y") == "xy");
var_dump(new Str("5") == 5);
var_dump([$a] == [new A(1, 2)], $a == [1, 2], [] < $a);
$f = function () {};
var_dump($f == $f, $f == clone $f, $f == function () {});
$l = new A(1);
$m = new A(1);
$l->y = $l;
$m->y = $m;
var_dump($l == $l);
@$l->z = 1;
@$m->w = 1;
var_dump($l <=> $a, new A(1) == (object)["x" => 1, "y" => 0]);
