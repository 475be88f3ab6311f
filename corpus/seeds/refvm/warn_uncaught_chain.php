<?php
// The text of an uncaught exception with previous ones, arguments in the trace and long strings.
class MyError extends Exception { public function __construct($m, $p = null) { parent::__construct($m, 42, $p); } }
class Svc {
    private static function low($x, $arr, $obj, $f) { throw new InvalidArgumentException("low"); }
    function mid($s) {
        try {
            self::low($s, [1, 2], $this, 1.5);
        } catch (Exception $e) {
            throw new MyError("mid\nsecond line", $e);
        }
    }
}
function top() {
    try {
        (new Svc)->mid("a string longer than fifteen");
    } catch (MyError $e) {
        throw new Error("", 0, $e);
    }
}
array_map(function ($x) { top(true, null, -1, 'q', NAN, 1.0, "\x01"); }, [1]);
