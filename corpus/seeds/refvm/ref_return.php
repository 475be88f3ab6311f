<?php
// Functions and methods that return by reference, and the notice when they can't.
$store = ["a" => 1, "b" => 2];
function &slot($k) { global $store; return $store[$k]; }
$r = &slot("a");
$r = 10;
$copy = slot("b");
$copy = 20;
echo $store["a"], $store["b"], "\n";
class C {
    private $list = [1, 2];
    public static $s = 0;
    function &items() { return $this->list; }
    static function &st() { return self::$s; }
    function count() { return count($this->list); }
}
$c = new C;
$l = &$c->items();
$l[] = 3;
$m = $c->items();
$m[] = 4;
$s = &C::st();
$s = 9;
echo $c->count(), C::$s, "\n";
function &bad() { return 5; }
$x = &bad();
function notref() { $v = 1; return $v; }
$y = &notref();
function &fwd() { return slot("b"); }
$z = &fwd();
$z = "through";
echo $store["b"], "\n";
slot("new")[] = 1;
var_dump($store["new"]);
