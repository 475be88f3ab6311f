<?php
// Only Throwable objects can be thrown.
foreach ([1, "text", null, [], new stdClass] as $v) {
    try {
        throw $v;
    } catch (Error $e) {
        echo get_class($e), ": ", $e->getMessage(), "\n";
    }
}
$f = function ($x) { return $x ?? throw new Exception("throw as expression"); };
try {
    echo $f(5), "\n", $f(null);
} catch (Exception $e) {
    echo $e->getMessage(), " ", $e->getLine(), "\n";
}
throw throw new Error("inner first");
