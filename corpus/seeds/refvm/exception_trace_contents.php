<?php
// getTrace through methods, closures, callbacks and magic, with the arguments each call had.
class T {
    function run() { return array_map(function ($x) { return $this->step($x); }, [1]); }
    private function step($x) { return self::stat($x, "y"); }
    static function stat($a, $b) { return call_user_func_array(["T", "__callStatic"], ["made", [$a]]); }
    static function __callStatic($n, $a) { return (new T)->$n; }
    function __get($n) { return "" . $this; }
    function __toString(): string { throw new Exception("bottom"); }
}
try {
    (new T)->run();
} catch (Exception $e) {
    foreach ($e->getTrace() as $i => $f) {
        echo $i, " ", $f["class"] ?? "-", $f["type"] ?? "-", $f["function"], " ", $f["line"] ?? "no line", " ", isset($f["args"]) ? count($f["args"]) : "no args", "\n";
    }
    echo $e->getTraceAsString(), "\n";
}
