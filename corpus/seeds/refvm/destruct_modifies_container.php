<?php
// A destructor changes the array that its object is being removed from.
class M {
    private $k;
    function __construct($k) { $this->k = $k; }
    function __destruct() {
        global $list;
        echo "destroy {$this->k}: ", is_array($list) ? implode(",", array_keys($list)) : gettype($list), "\n";
        if ($this->k == "b") { unset($list["c"]); $list["new"] = 1; }
        if ($this->k == "d") { $list = "replaced"; }
        if ($this->k == "e") { $list["again"] = new M("g"); }
    }
}
$list = ["a" => new M("a"), "b" => new M("b"), "c" => new M("c"), "d" => new M("d")];
unset($list["a"]);
$list["b"] = "overwritten";
echo implode(",", array_keys($list)), "\n";
unset($list["d"]);
var_dump($list);
$list = ["e" => new M("e"), "f" => new M("f")];
$list["e"] = null;
echo implode(",", array_keys($list)), "\n";
$list = [];
echo count($list), "\n";
