<?php
// finally blocks run before the uncaught exception is reported, and their output comes first.
function a() {
    try {
        b();
    } finally {
        echo "finally a\n";
    }
}
function b() {
    try {
        throw new Exception("first");
    } catch (TypeError $e) {
        echo "never\n";
    } finally {
        echo "finally b\n";
        $c = function () { throw new ErrorException("from b's finally", 1, E_WARNING, "other.php", 77); };
        $c();
    }
}
a();
