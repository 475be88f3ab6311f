<?php
// The endless recursion inside try and finally: neither catch nor finally sees a memory error.
ini_set("memory_limit", "2M");
class A {
    function __destruct() {
        try {
            A::__destruct();
        } catch (Throwable $e) {
            echo "never caught\n";
        } finally {
            echo "never finally\n";
        }
    }
}
function f() {
    $keep = [new A, "text"];
    unset($keep[0]);
}
f();
