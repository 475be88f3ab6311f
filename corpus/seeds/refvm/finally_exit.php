<?php
// exit inside try skips finally blocks, but the destructors and shutdown functions run.
class D { function __destruct() { echo "destroyed\n"; } }
register_shutdown_function(function () {
    try {
        echo "shutdown\n";
        exit(3);
    } finally {
        echo "never in shutdown\n";
    }
});
function f() {
    $d = new D;
    try {
        try {
            throw new Exception("a");
        } finally {
            echo "first finally\n";
            exit("leaving\n");
        }
    } catch (Exception $e) {
        echo "never caught\n";
    } finally {
        echo "never finally\n";
    }
}
f();
