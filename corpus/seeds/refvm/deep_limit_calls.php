<?php
// A function that calls itself without end.
ini_set("memory_limit", "4M");
function f($n) { return f($n + 1) + 1; }
register_shutdown_function(function () { echo "shutdown\n"; });
echo "start\n";
echo f(0);
