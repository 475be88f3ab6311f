<?php
// Static calls by class, object, string, array and callable string, with parent and self resolved.
class A {
    static function name() { return "A"; }
    static function viaSelf() { return self::name(); }
    static function viaStatic() { return static::name(); }
    static function create() { return new static; }
    function inst() { return static::name() . self::name(); }
}
class B extends A {
    static function name() { return "B"; }
    static function up() { return parent::viaStatic() . A::viaStatic() . self::viaSelf(); }
}
$o = new B;
$n = "B";
$m = "viaStatic";
echo A::viaStatic(), B::viaStatic(), B::viaSelf(), B::up(), $o::$m(), $n::viaStatic(), $n::$m(), "\n";
echo [$n, $m](), "$n::$m"(), [$o, "viaStatic"](), call_user_func([$n, "viaSelf"]), (new B)->inst(), "\n";
echo get_class(A::create()), get_class(B::create()), get_class($o->create()), "\n";
print_r(array_map("B::up", [1]));
try {
    echo static::name();
} catch (Error $e) {
    echo $e->getMessage();
}
