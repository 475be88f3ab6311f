<?php
// debug_backtrace and debug_print_backtrace in functions, methods, closures, handlers and destructors.
function show() { foreach (debug_backtrace() as $f) { echo ($f["class"] ?? "") . ($f["type"] ?? "") . $f["function"] . ":" . ($f["line"] ?? "-") . " "; } echo "\n"; }
class T {
    public $name = "T";
    function m($a) { $f = function ($x) { show(); return $x; }; return array_map($f, [$a]); }
    static function s() { (new self)->m(1); call_user_func([new self, "m"], 2); }
    function __get($n) { show(); return $n; }
    function __toString(): string { debug_print_backtrace(); return "str"; }
    function __destruct() { if ($this->name == "loud") { show(); } }
}
T::s();
$t = new T;
$t->name = "loud";
echo $t->x, " $t", "\n";
set_error_handler(function ($no, $msg) { echo $msg, ": "; show(); debug_print_backtrace(DEBUG_BACKTRACE_IGNORE_ARGS); });
function warn() { return $undef[1]; }
warn();
usort($list, "never");
