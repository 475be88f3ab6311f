<?php
// $this and scope in closures: captured, static, rebound, and absent.
class C {
    private $p = "private";
    static private $s = "static";
    function get() { return function () { return $this->p . self::$s . static::class; }; }
    function st() { return static function () { return isset($this) ? "has" : "no this"; }; }
    static function fromStatic() { return function () { return isset($this); }; }
    function arrow() { return fn($x) => $this->p . $x; }
}
class D extends C {}
echo (new C)->get()(), " ", (new D)->get()(), " ", (new C)->st()(), " ", (new C)->arrow()("!"), "\n";
var_dump(C::fromStatic()());
$peek = function () { return $this->p; };
echo Closure::bind($peek, new C, C::class)(), " ", $peek->call(new C), " ", $peek->bindTo(new D, 'C')(), "\n";
try {
    $peek();
} catch (Error $e) {
    echo $e->getMessage(), "\n";
}
$noscope = $peek->bindTo(new C);
try {
    $noscope();
} catch (Error $e) {
    echo $e->getMessage(), "\n";
}
$s = static function () { return 1; };
var_dump(@$s->bindTo(new C));
$s->bindTo(new C);
$f = function () { return get_class($this); };
$o = new D;
$b = $f->bindTo($o);
unset($o);
echo $b(), "\n";
