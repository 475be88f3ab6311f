<?php
// Exceptions whose constructor skips or fails the parent's still have line, file and trace.
class Skips extends Exception {
    public $extra;
    function __construct($extra) { $this->extra = $extra; }
}
class Lazy extends Exception {
    protected int $line = 99;
    function __toString(): string { return "lazy string"; }
}
class Fails extends Exception {
    function __construct() { parent::__construct("built"); throw new Error("while building"); }
}
function make($n) { return new Skips($n); }
$e = make(1);
echo "[", $e->getMessage(), "] ", $e->getCode(), " ", $e->getLine(), " ", count($e->getTrace()), "\n";
foreach ([function () { throw make(2); }, function () { throw new Lazy("l"); }, function () { throw new Fails; },
    function () { throw new Exception([]); }, function () { throw new Exception("m", "code"); }] as $f) {
    try {
        $f();
    } catch (Throwable $e) {
        echo get_class($e), " [", $e->getMessage(), "] ", $e->getLine(), "\n";
    }
}
throw new Lazy("uncaught");
