<?php
// A destructor calls itself statically without end, until memory runs out.
ini_set("memory_limit", "2M");
class A {
    function __destruct() {
        A::__destruct();
    }
}
register_shutdown_function(function () { echo "shutdown\n"; });
echo "start\n";
new A;
echo "never\n";
