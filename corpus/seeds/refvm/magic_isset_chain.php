<?php
// isset, empty and ?? on nested magic objects call __isset first and __get only if it said yes.
class N {
    private $name;
    function __construct($name) { $this->name = $name; }
    function __isset($p) { echo "isset({$this->name}.$p) "; return $p != "no"; }
    function __get($p) {
        echo "get({$this->name}.$p) ";
        if ($p == "null") { return null; }
        if ($p == "arr") { return ["k" => "v", "n" => null]; }
        return new N($this->name . "." . $p);
    }
}
$n = new N("n");
var_dump(isset($n->a));
var_dump(isset($n->null));
var_dump(isset($n->no));
var_dump(isset($n->a->b->c));
var_dump(isset($n->a->no->c));
var_dump(isset($n->arr["k"]), isset($n->arr["n"]), isset($n->arr["k"][0]), isset($n->null["x"]));
var_dump(empty($n->a), empty($n->null), empty($n->no), empty($n->arr["n"]));
var_dump($n->null ?? "d1", $n->no->x ?? "d2", $n->arr["z"] ?? "d3", $n->arr["k"] ?? "d4");
