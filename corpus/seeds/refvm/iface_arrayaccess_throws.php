<?php
// Exceptions in each ArrayAccess method, with operands that must be released on the way out.
class A implements ArrayAccess {
    function offsetExists(mixed $o): bool { throw new Exception("exists $o"); }
    function offsetGet(mixed $o): mixed { throw new Exception("get $o"); }
    function offsetSet(mixed $o, mixed $v): void { throw new Exception("set $o"); }
    function offsetUnset(mixed $o): void { throw new Exception("unset $o"); }
    function __destruct() { echo "destroyed "; }
}
foreach ([
    function () { return (new A)["a"]; },
    function () { return isset((new A)["b"]); },
    function () { $x = new A; $x["c" . "d"] = str_repeat("v", 3); },
    function () { $x = new A; unset($x["e"]); },
    function () { $x = new A; $x["f"]["g"] = [1, 2]; },
    function () { $x = new A; return [1, $x["h"], 2]; },
    function () { $x = new A; return "pre" . $x["i"] . "post"; },
    function () { return new A ?? (new A)["k"]; },
    function () { $x = new A; return $x["l"] ?? "default"; },
    function () { $x = new A; [$p, $q] = $x; },
    function () { $x = new A; $x[] = $x; },
] as $i => $f) {
    try {
        echo $i, ": ", get_class($f()), "\n";
    } catch (Exception $e) {
        echo $e->getMessage(), "\n";
    }
}
