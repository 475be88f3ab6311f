<?php
// unset of locals, elements at depth, properties, of what is not there, and through ArrayAccess; a scalar on the way late.
class Acc implements ArrayAccess {
    public $gone = ""; public $sub = ["k" => ["d" => 1]];
    function offsetExists($k): bool { return true; }
    function offsetGet($k): mixed { return new Acc; }
    function offsetSet($k, $v): void {}
    function offsetUnset($k): void { $this->gone = substr($this->gone . $k, -12); }
}
function strip($n) {
    $o = new Acc; $kept = 0; $texts = [];
    for ($i = 0; $i < $n; $i++) {
        $a = ["x" => ["y" => ["z" => $i, "w" => 1]], 5 => $i, "o" => $o];
        $p = new stdClass; $p->list = [1, 2, 3]; $p->q = $i;
        try {
            if ($i == 100) $a["x"]["y"] = "scalar";
            if ($i == 101) $a["x"] = null;
            if ($i == 102) $a["x"] = 7;
            if ($i == 103) $p->list = "text";
            unset($a["x"]["y"]["z"], $a[5], $a["none"]["deeper"]);
            unset($p->list[1], $p->q, $p->never, $o[$i % 10], $a["o"]->sub["k"]["d"]);
            unset($a["o"]["k"]["l"]);
            $kept += count($a) + count(get_object_vars($p)) + (isset($a["x"]["y"]["w"]) ? 1 : 0);
            unset($a, $undefined);
            $kept += isset($a) ? 1000 : 0;
        } catch (Error $e) {
            $texts[] = "$i " . $e->getMessage() . " line " . $e->getLine();
        }
    }
    return "$kept $o->gone " . count($o->sub["k"]) . " " . implode(", ", $texts);
}
echo strip(60), "\n", strip(104), "\n";
for ($i = 0; $i < 110; $i++) {
    $v = [$i]; $w = &$v;
    unset($v[0]);
    $name = $i % 2 ? "v" : "w";
    unset(${$name}[$i - 1], ${$name}["deep"]["er"]);
    if ($i % 2) unset($v);
    $w[] = $i;
    if ($i == 100) unset($GLOBALS["w"]);
}
var_dump(isset($v), $w);
