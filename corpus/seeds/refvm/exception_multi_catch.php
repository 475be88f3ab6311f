<?php
// Catch clauses are tried in order; a clause may name several classes, unknown ones included.
class A extends Exception {}
class B extends A {}
class C extends Error {}
interface Marker {}
class D extends LogicException implements Marker {}
foreach (["A", "B", "C", "D", "RuntimeException", "TypeError", "ErrorException"] as $class) {
    try {
        try {
            throw new $class("m");
        } catch (Unknown | C $e) {
            echo "first ";
        } catch (B $e) {
            echo "second ";
        } catch (A | Marker $e) {
            echo "third ";
        } catch (TypeError) {
            echo "no variable ";
        }
        echo get_class($e), "\n";
    } catch (Exception $outer) {
        echo "outer ", get_class($outer), "\n";
    }
}
try {
    throw new B;
} catch (B $e) {
    try {
        throw $e;
    } catch (A $again) {
        var_dump($again === $e, $again->getLine());
    }
}
