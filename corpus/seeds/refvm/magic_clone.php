<?php
// __clone runs on the copy; properties are copied shallowly, references stay shared.
class Node {
    public $v;
    public $child;
    public $deep;
    function __construct($v, $child = null) { $this->v = $v; $this->child = $child; $this->deep = $child; }
    function __clone() {
        echo "clone {$this->v}\n";
        $this->v .= "'";
        if ($this->deep) {
            $this->deep = clone $this->deep;
        }
    }
    function __destruct() { echo "destroy {$this->v}\n"; }
}
$a = new Node("a", new Node("b"));
$shared = 1;
@$a->ref = &$shared;
$c = clone $a;
$c->ref = 2;
$c->child->v = "changed";
echo $a->v, $a->child->v, $a->deep->v, $a->ref, " ", $c->v, $c->child->v, $c->deep->v, "\n";
var_dump($a == $c, $a->child === $c->child, $a->deep === $c->deep);
$c = null;
echo "end\n";
