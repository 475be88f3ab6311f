<?php
// func_get_args, func_get_arg, func_num_args and compact-like helpers in functions, methods and closures.
function f(&$r, $v = 2) {
    $r = "R";
    $v = "V";
    return func_num_args() . ":" . implode(",", func_get_args()) . ":" . func_get_arg(0);
}
$x = "x";
echo f($x), " ", f($x, 1), " ", f($x, 1, 2, 3), "\n";
class C { function __call($n, $a) { return $n . count($a) . func_num_args(); } function __construct() { echo func_num_args(), "\n"; } }
$c = new C(1, 2, 3);
echo $c->any(1, 2), "\n";
echo (function () { return func_get_arg(1); })("a", "b"), "\n";
try {
    (function () { return func_get_arg(1); })("a");
} catch (ValueError $e) {
    echo $e->getMessage(), "\n";
}
try {
    (function () { return func_get_arg(-1); })("a");
} catch (ValueError $e) {
    echo $e->getMessage(), "\n";
}
try {
    echo func_num_args();
} catch (Error $e) {
    echo $e->getMessage(), "\n";
}
func_get_args();
