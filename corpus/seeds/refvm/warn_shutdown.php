<?php
// Shutdown functions: order, arguments, exit inside and outside, exceptions, and output after a fatal error.
class D { function __destruct() { echo "destructor last\n"; } }
$keep = new D;
function sd() { echo "shutdown ", implode(",", func_get_args()), "\n"; }
register_shutdown_function('sd');
register_shutdown_function('sd', 1, [2][0], "three");
register_shutdown_function(['S', 'st'], "static");
class S { static function st($x) { echo "S::st $x\n"; } function m() { echo "method ", $this->v, "\n"; } public $v = 1; }
$s = new S;
register_shutdown_function([$s, 'm']);
$s->v = 2;
try {
    register_shutdown_function('nope');
} catch (TypeError $e) {
    echo $e->getMessage(), "\n";
}
register_shutdown_function(function () { throw new Exception("in shutdown"); });
register_shutdown_function('sd', "after the exception");
function f() {
    try {
        exit("bye\n");
    } finally {
        echo "no finally on exit\n";
    }
}
f();
