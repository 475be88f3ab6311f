<?php
// set_exception_handler returns the former one; the last one set gets the uncaught exception.
class Log {
    static function handle($e) { echo "static handler: ", $e->getMessage(), "\n"; }
    function method($e) { echo "method handler: ", get_class($e), " line ", $e->getLine(), "\n"; echo $undefined; }
    function __destruct() { echo "log destroyed\n"; }
}
var_dump(set_exception_handler("Log::handle"));
echo set_exception_handler(function ($e) { echo "closure\n"; }), "\n";
var_dump(set_exception_handler([new Log, "method"]) instanceof Closure);
restore_exception_handler();
set_exception_handler(null);
restore_exception_handler();
set_exception_handler([new Log, "method"]);
register_shutdown_function(function () { echo "shutdown after handler\n"; });
try {
    set_exception_handler("nope");
} catch (TypeError $e) {
    echo $e->getMessage(), "\n";
}
function f() { try { throw new DomainException("m"); } finally { echo "finally\n"; } }
f();
echo "never\n";
