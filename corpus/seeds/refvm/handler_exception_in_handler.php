<?php
// An exception handler that throws: the new exception is uncaught, its previous is not the old one.
class D { function __destruct() { echo "destroyed\n"; } }
$d = new D;
register_shutdown_function(function () {
    echo "shutdown\n";
    throw new RuntimeException("from shutdown");
});
register_shutdown_function(function () { echo "second shutdown\n"; });
set_exception_handler(function ($e) {
    echo "handler 1: ", $e->getMessage(), "\n";
    set_exception_handler(function ($e2) { echo "handler 2: ", $e2->getMessage(), "\n"; });
    throw new LogicException("from handler");
});
throw new Exception("first");
