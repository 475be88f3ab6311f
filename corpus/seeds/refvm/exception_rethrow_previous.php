<?php
// Rethrowing keeps line and trace; wrapping builds a chain that the uncaught output prints from the root.
function root() { throw new InvalidArgumentException("root cause", 1); }
function middle() {
    try {
        root();
    } catch (InvalidArgumentException $e) {
        throw new RuntimeException("middle layer", 2, $e);
    }
}
function top() {
    try {
        middle();
    } catch (RuntimeException $e) {
        throw $e;
    }
}
try {
    top();
} catch (Exception $e) {
    for ($p = $e, $i = 0; $p; $p = $p->getPrevious(), $i++) {
        echo $i, " ", get_class($p), " ", $p->getMessage(), " ", $p->getLine(), " ", count($p->getTrace()), "\n";
    }
}
try {
    new Exception("m", 0, "not an exception");
} catch (TypeError $e) {
    echo $e->getMessage(), "\n";
}
throw new LogicException("last", 3, new Error("first"));
