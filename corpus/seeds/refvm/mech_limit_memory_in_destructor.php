<?php
// A destructor grows a string until memory runs out, in the middle of unwinding an exception.
ini_set("memory_limit", "2M");
class Hog {
    function __destruct() {
        $s = "x";
        while (true) {
            $s .= $s . str_repeat("y", 1000);
        }
    }
}
register_shutdown_function(function () { echo "shutdown ", is_array(error_get_last()) ? "after an error" : "clean", "\n"; });
function f() {
    $h = new Hog;
    throw new Exception("unwinding");
}
try {
    f();
} catch (Exception $e) {
    echo "never\n";
}
