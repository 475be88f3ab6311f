<?php
// A conditional declaration of an existing function or class fails when it is reached, after earlier output.
function f() { return 1; }
class K { }
echo "started ", f(), "\n";
register_shutdown_function(function () { echo "shutdown\n"; });
class D { function __destruct() { echo "destructor\n"; } }
$d = new D;
function declare_again($what) {
    if ($what) {
        function g() { return 2; }
    }
}
declare_again(true);
declare_again(false);
echo g(), "\n";
try {
    declare_again(true);
} finally {
    echo "no finally\n";
}
