<?php
// offsetGet of an ArrayAccess object that reads its own element without end.
class A implements ArrayAccess {
    function offsetExists(mixed $o): bool { return isset($this[$o . "x"]); }
    function offsetGet(mixed $o): mixed { return $this[$o + 1]; }
    function offsetSet(mixed $o, mixed $v): void { $this[] = $v; }
    function offsetUnset(mixed $o): void { unset($this[$o]); }
}
echo "start\n";
echo (new A)[0];
echo "never\n";
