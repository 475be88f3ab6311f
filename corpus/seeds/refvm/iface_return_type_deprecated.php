<?php
// Methods of built-in interfaces without the return type are deprecated one by one.
class A implements ArrayAccess {
    function offsetExists($o) { return 1; }
    function offsetGet($o) { return "got $o"; }
    function offsetSet($o, $v) { return "ignored"; }
    function offsetUnset($o) {}
}
class I implements Iterator {
    private $left = 2;
    function rewind() {}
    function valid() { return $this->left--; }
    function current() { return "cur"; }
    function key(): int { return 1; }
    function next() {}
}
$a = new A;
var_dump($a["x"], isset($a["y"]), $a["z"] = 5);
foreach (new I as $k => $v) {
    echo "$k$v\n";
}
