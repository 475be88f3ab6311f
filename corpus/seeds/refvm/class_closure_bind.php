<?php
// Closures bound to another object and scope: bind, bindTo, call, fromCallable, and what is refused.
class A {
    private $secret = "A-secret";
    private function hidden($x) { return "hidden$x"; }
    function closure() { return function () { return $this->secret; }; }
    function own() { return Closure::fromCallable([$this, "hidden"]); }
}
class B extends A { private $secret = "B-secret"; }
$peek = function ($p = "") { return $this->secret . $p; };
echo Closure::bind($peek, new A, A::class)(), "\n";
echo $peek->call(new B, "!"), "\n";
echo $peek->bindTo(new B, "A")(), "\n";
echo (new A)->own()(5), "\n";
$c = (new B)->closure();
echo $c(), "\n";
try {
    $peek();
} catch (Error $e) {
    echo $e->getMessage(), "\n";
}
try {
    Closure::bind($peek, new A, null)();
} catch (Error $e) {
    echo $e->getMessage(), "\n";
}
var_dump(Closure::bind(static function () {}, new A));
var_dump(Closure::bind($peek, null, "Missing"));
var_dump($c->bindTo(null));
try {
    Closure::fromCallable([new A, "hidden"]);
} catch (TypeError $e) {
    echo $e->getMessage(), "\n";
}
