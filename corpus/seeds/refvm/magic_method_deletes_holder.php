<?php
// Magic methods that drop the last other reference to their object still finish their work.
class D {
    private $tag = "tag";
    function __get($n) { global $o; $o = null; return $n . $this->tag; }
    function __set($n, $v) { global $o; $o = null; echo "set $n $v {$this->tag}\n"; }
    function __call($n, $a) { global $o; $o = $a[0]; return $n . $this->tag; }
    function __toString(): string { global $o; $o = "string"; return "S" . $this->tag; }
    function __isset($n) { global $o; $o = null; return $this->tag == "tag"; }
    function __destruct() { echo "gone\n"; }
}
$o = new D;
echo $o->name, "\n";
$o = new D;
$o->name = "value";
$o = new D;
echo $o->method("replaced"), " ", $o, "\n";
$o = new D;
echo "<$o>", " ", $o, "\n";
$o = new D;
var_dump(isset($o->x), $o);
$o = new D;
$o .= "!";
var_dump($o);
