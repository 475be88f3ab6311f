<?php
// Deprecated uses: dynamic properties, null to built-ins, implicit conversions, false to array, optional before required.
class A { public $p; }
class B { function __set($n, $v) { echo "__set $n\n"; } }
class C extends stdClass {}
$a = new A;
$a->dyn = 1;
$a->dyn = 2;
$a->{"other"} = 3;
$b = new B;
$b->x = 1;
$c = new C;
$c->free = 1;
unset($a->p);
$a->p = "declared again";
var_dump(strlen(null) + strpos("abc", null), str_replace("a", "b", null), in_array(null, []), trim(null));
$f = false;
$f["k"] = 1;
$arr = [];
$arr[2.5] = "x";
$arr["2.5"] = "y";
echo count($arr), 15.5 | 1, 7 % 2.5, "\n";
function opt($x = 1, $y) { return $y; }
function ok(A $x = null, $y) { return $y; }
echo opt(1, 2), ok(null, 3), "\n";
class S implements Serializable { function serialize() {} function unserialize($d) {} }
class I implements Countable { function count() { return 1; } }
echo count(new I), "\n";
$x = "abc";
echo "${x}\n";
