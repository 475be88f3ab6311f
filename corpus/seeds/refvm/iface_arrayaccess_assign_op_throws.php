<?php
// A compound assignment whose offsetGet throws adds an Error of its own, with the first as previous.
class A implements ArrayAccess {
    function offsetExists(mixed $o): bool { return true; }
    function offsetGet(mixed $o): mixed { throw new Exception("get $o"); }
    function offsetSet(mixed $o, mixed $v): void { echo "never set\n"; }
    function offsetUnset(mixed $o): void {}
}
$x = new A;
try {
    $x["j"] .= "tail";
} catch (Throwable $e) {
    while ($e) {
        echo get_class($e), ": ", $e->getMessage(), "\n";
        $e = $e->getPrevious();
    }
}
try {
    echo $x["k"]++;
} catch (Throwable $e) {
    echo get_class($e), ": ", $e->getMessage(), "\n";
}
