<?php
// array_map calls itself through its callback without end.
function f($x) { return array_map("f", [$x + 1]); }
register_shutdown_function(function () { echo "shutdown\n"; });
echo "start\n";
f(1);
echo "never\n";
