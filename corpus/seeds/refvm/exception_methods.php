<?php
// What every method of an exception tells, for one thrown three calls deep with arguments.
class MyEx extends Exception {
    protected $message = "default message";
    protected $code = 7;
}
function thrower($a, $b = "long string that is cut off in traces") { throw new MyEx; }
class K {
    static function s(array $x, $o) { thrower(1.5, null); }
    function m($t) { self::s([1], $this); }
}
try {
    (new K)->m(true);
} catch (MyEx $e) {
    echo $e->getMessage(), " ", $e->getCode(), " ", $e->getLine(), " ", count($e->getTrace()), "\n";
    var_dump($e->getPrevious());
    echo $e->getTraceAsString(), "\n";
    foreach ($e->getTrace() as $f) {
        echo ($f["class"] ?? "") . ($f["type"] ?? "") . $f["function"] . ":" . $f["line"] . "/" . count($f["args"] ?? []), "\n";
    }
    $f = new MyEx("given", 3, $e);
    echo $f->getMessage(), $f->getCode(), " ", get_class($f->getPrevious()), "\n";
    echo $f, "\n";
}
