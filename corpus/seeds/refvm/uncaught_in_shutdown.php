<?php
// An exception from a shutdown function is uncaught; the shutdown functions after it do not run.
class D { function __destruct() { echo "destroyed\n"; } }
$d = new D;
register_shutdown_function(function () { echo "one\n"; });
register_shutdown_function(function () { throw new Exception("in shutdown"); });
register_shutdown_function(function () { echo "three\n"; });
echo "end\n";
