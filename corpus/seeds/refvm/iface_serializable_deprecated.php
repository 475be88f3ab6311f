<?php
// Serializable alone is deprecated when the class is declared; with the two magic methods it is not.
class Old implements Serializable {
    public $x = 1;
    function serialize() { return "data"; }
    function unserialize($d) { $this->x = $d; }
}
class Both implements Serializable {
    function serialize() { return "data"; }
    function unserialize($d) {}
    function __serialize() { return []; }
    function __unserialize($d) {}
}
$o = new Old;
echo $o->serialize(), "\n";
$o->unserialize("new");
var_dump($o, $o instanceof Serializable, new Both instanceof Serializable);
