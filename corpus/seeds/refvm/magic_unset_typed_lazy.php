<?php
// An unset typed property goes through __get and __set, and their values are type checked.
class L {
    public int $n = 1;
    public ?array $list;
    function __construct() { unset($this->n); }
    function __get($p) {
        echo "get $p\n";
        return $p == "n" ? "not a number" : null;
    }
    function __set($p, $v) {
        echo "set $p\n";
        $this->$p = $v;
    }
}
$l = new L;
try {
    var_dump($l->n);
} catch (TypeError $e) {
    echo $e->getMessage(), "\n";
}
try {
    $l->n = "wrong";
} catch (TypeError $e) {
    echo $e->getMessage(), "\n";
}
$l->n = "12";
var_dump($l->n);
try {
    var_dump($l->list);
} catch (Error $e) {
    echo $e->getMessage(), "\n";
}
