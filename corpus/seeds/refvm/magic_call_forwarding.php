<?php
// __call and __callStatic get the name as written and the arguments; inaccessible methods go there too.
class C {
    private function hidden() { return "hidden"; }
    function __call($n, $args) { return "call $n(" . implode(",", $args) . ")"; }
    static function __callStatic($n, $args) { return "static $n(" . implode(",", $args) . ")"; }
    function inside() { return [$this->hidden(), $this->other(1), self::other(2), C::Third(), static::hidden()]; }
    static function sinside() { return self::other(3); }
}
class D extends C {
    function up() { return parent::nothing(4) . " " . $this->hidden(); }
}
$c = new C;
echo $c->hidden(1, "b"), "\n", C::Hidden(), "\n", $c::zip([1] ? 2 : 3), "\n";
print_r($c->inside());
echo C::sinside(), "\n", (new D)->up(), "\n";
$n = "with space";
echo $c->$n(), " ", call_user_func([$c, "dyn"], 5), " ", call_user_func("C::dyn", 6), "\n";
$f = [$c, "arr"];
echo $f(7), "\n";
print_r(array_map([$c, "mapped"], [1, 2]));
var_dump(is_callable([$c, "anything"]), method_exists($c, "anything"));
$v = 1;
$c->byref($v);
var_dump($v);
