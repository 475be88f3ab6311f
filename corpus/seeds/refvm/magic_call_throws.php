<?php
// An exception in __call and __callStatic shows the magic frame and its arguments in the trace.
class C {
    function __call($n, $args) {
        if ($args[0] > 0) {
            return $this->again($args[0] - 1, [$n]);
        }
        throw new LogicException("no $n");
    }
    static function __callStatic($n, $args) {
        return (new C)->$n($args[0]);
    }
}
try {
    (new C)->first(2);
} catch (LogicException $e) {
    echo $e->getMessage(), "\n";
    foreach ($e->getTrace() as $f) {
        echo $f["class"], $f["type"], $f["function"], ":", $f["line"], "\n";
    }
}
C::start(1);
