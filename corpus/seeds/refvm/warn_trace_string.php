<?php
// Exception accessors: message, code, previous, line, trace, and the string forms.
class E extends Exception { protected $message = "default message"; protected $code = 9; }
function thrower($n) { throw new E; }
try {
    thrower([1]);
} catch (E $e) {
    echo $e->getMessage(), $e->getCode(), $e->getLine(), var_dump($e->getPrevious());
    $t = $e->getTrace()[0];
    echo $t["function"], $t["line"], count($t["args"]), "\n";
}
$p = new E("custom", 1);
$q = new RuntimeException("outer", 2, $p);
echo get_class($q->getPrevious()), $q->getPrevious()->getMessage(), $q->getTraceAsString(), "\n";
try {
    new Exception([]);
} catch (TypeError $e) {
    echo $e->getMessage(), "\n";
}
try {
    new Exception("m", "x");
} catch (TypeError $e) {
    echo $e->getMessage(), "\n";
}
try {
    throw new stdClass;
} catch (Error $e) {
    echo $e->getMessage(), "\n";
}
try {
    throw null ?? "string";
} catch (Error $e) {
    echo $e->getMessage(), "\n";
}
$r = new ErrorException("ee", 1, E_WARNING, "file.x", 77);
echo $r->getSeverity(), $r->getFile(), $r->getLine(), "\n";
try {
    clone $r;
} catch (Error $e) {
    echo $e->getMessage(), "\n";
}
echo $p;
