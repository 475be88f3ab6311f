<?php
// set_exception_handler: previous handlers, what still runs after it, and an error thrown inside it.
class D { public $n; function __construct($n) { $this->n = $n; } function __destruct() { echo "~", $this->n, "\n"; } }
var_dump(set_exception_handler(function ($e) { echo "first handler\n"; }));
var_dump(get_class(set_exception_handler('last')));
function last($e) {
    echo get_class($e), ": ", $e->getMessage(), " line ", $e->getLine(), " trace ", count($e->getTrace()), "\n";
    echo $undefined_in_handler;
    throw new RuntimeException("from the handler", 5, $e);
}
register_shutdown_function(function () { echo "shutdown 1\n"; register_shutdown_function(function ($x) { echo "nested $x\n"; }, "arg"); });
$global = new D("global");
function deep($d) { $local = new D("local"); throw new LogicException("deep", 3); }
try {
    deep(new D("argument"));
} finally {
    echo "finally\n";
}
echo "not reached\n";
