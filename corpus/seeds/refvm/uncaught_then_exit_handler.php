<?php
// exit inside the exception handler; what was printed stays, shutdown runs, destructors too.
class D { public $n; function __construct($n) { $this->n = $n; } function __destruct() { echo "-{$this->n}\n"; } }
set_exception_handler(function (Throwable $e) {
    $d = new D("in handler");
    echo "handling ", get_class($e), "\n";
    exit("exit from handler\n");
});
register_shutdown_function(function () { echo "shutdown\n"; });
$global = new D("global");
function f($d) { $local = new D("local"); throw new Error("x"); }
f(new D("argument"));
