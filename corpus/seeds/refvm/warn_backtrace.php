<?php
// debug_backtrace: functions, classes, types, lines, arguments and callbacks, innermost first.
function show() {
    foreach (debug_backtrace() as $i => $f) {
        echo "#$i ", $f["class"] ?? "", $f["type"] ?? "", $f["function"], "(", implode(",", array_map('gettype', $f["args"] ?? [])), ") line ", $f["line"] ?? "none", isset($f["object"]) ? " obj" : "", "\n";
    }
    echo count(debug_backtrace(DEBUG_BACKTRACE_IGNORE_ARGS, 2)), isset(debug_backtrace(2)[0]["args"]) ? "args" : "no args", "\n";
}
class A {
    function m($x) { self::s($x, 1); }
    static function s() { show(); }
    function __toString() { show(); return "str"; }
    function __get($n) { show(); return 1; }
    function __destruct() { show(); }
    function __invoke($v) { return call_user_func('show', $v); }
}
show();
$a = new A;
$a->m("arg");
array_map($a, [1]);
$x = "in string: $a";
$y = $a->magic;
(function () { show(1.5); })();
set_error_handler(function ($n, $m) { show(); return true; });
echo $undefined;
$a = null;
usort($z = [2, 1], 'intdiv') ?? 0;
