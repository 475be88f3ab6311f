<?php
// Abstract classes, interfaces and undefined classes can't be made; each error has its own text.
abstract class A {
    abstract function f();
    static function make() { return new self; }
}
interface I { const K = 1; }
function attempt($f) {
    try {
        $f();
    } catch (Error $e) {
        echo get_class($e), ": ", $e->getMessage(), "\n";
    }
}
attempt(function () { new A; });
attempt(function () { A::make(); });
attempt(function () { new I; });
attempt(function () { $n = "I"; new $n; });
attempt(function () { new Missing(print("argument is not evaluated\n")); });
attempt(function () { $n = "a"; new $n(print("argument is evaluated\n")); });
attempt(function () { A::f(); });
attempt(function () { $n = 5; new $n; });
attempt(function () { $n = "Closure"; new $n; });
echo I::K, "\n";
