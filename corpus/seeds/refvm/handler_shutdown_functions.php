<?php
// Shutdown functions run in order, take arguments, register others, and see errors and exits.
class S {
    private $n = "obj";
    function end($x) { echo "method $x {$this->n}\n"; }
    static function stat() { echo "static\n"; }
    function __destruct() { echo "S destroyed\n"; }
}
function first($a, $b) {
    echo "first $a $b\n";
    register_shutdown_function(function () { echo "registered late\n"; register_shutdown_function("S::stat"); });
}
$s = new S;
register_shutdown_function("first", 1, "two");
register_shutdown_function([$s, "end"], "arg");
register_shutdown_function(function () { echo $undefined; echo "after warning\n"; });
try {
    register_shutdown_function("not a function");
} catch (TypeError $e) {
    echo $e->getMessage(), "\n";
}
unset($s, $e);
echo "end of script\n";
