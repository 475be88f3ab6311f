<?php
// Closures made in a static method have a scope but no $this; static closures never have one.
class A {
    private static $secret = "secret";
    static function make() { return function () { return [self::$secret, isset($this), static::class]; }; }
    function both() {
        return [function () { return isset($this); }, static function () { return isset($this); }];
    }
}
class B extends A {}
print_r((B::make())());
[$with, $without] = (new B)->both();
var_dump($with(), $without());
$f = Closure::bind(function () { return self::$secret; }, null, "A");
echo $f(), "\n";
try {
    (function () { return A::$secret; })();
} catch (Error $e) {
    echo $e->getMessage(), "\n";
}
try {
    (static function () { return $this->x; })();
} catch (Error $e) {
    echo $e->getMessage(), "\n";
}
