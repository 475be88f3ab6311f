<?php
// call_user_func and call_user_func_array: keys dropped, references kept, results and exceptions passed on.
function sum() { return implode("+", func_get_args()); }
function add(&$x, $n) { $x += $n; return $x; }
echo call_user_func('sum'), "|", call_user_func('sum', 1, [2][0], "3"), "|", call_user_func_array('sum', [1, 2]), "|", call_user_func_array('sum', []), "\n";
$v = 1;
$args = [&$v, 5];
echo call_user_func_array('add', $args), $v, $args[0], "\n";
echo call_user_func('call_user_func', 'call_user_func_array', 'max', [[3, 9, 4]]), "\n";
class O { private $n = 5; function get() { return function ($m) { return $this->n * $m; }; } }
echo call_user_func((new O)->get(), 3), "\n";
try {
    call_user_func(function () { throw new Exception("from inside", 7); });
} catch (Exception $e) {
    echo $e->getMessage(), $e->getCode(), count($e->getTrace()), "\n";
}
try {
    call_user_func_array('sum', 5);
} catch (TypeError $e) {
    echo $e->getMessage(), "\n";
}
try {
    call_user_func_array('add', [1]);
} catch (ArgumentCountError $e) {
    echo get_class($e), "\n";
}
try {
    call_user_func();
} catch (ArgumentCountError $e) {
    echo $e->getMessage(), "\n";
}
echo call_user_func('intdiv', 1, 0);
