<?php
// Changing an array that __get returned by value has no effect and says so; by reference it works.
class V {
    private $d = ["k" => [1]];
    function __get($n) { return $this->d; }
}
class R {
    private $d = ["k" => [1]];
    function &__get($n) { return $this->d; }
    function dump() { return count($this->d); }
}
$v = new V;
$v->list["new"] = 2;
$v->list[] = 3;
$ref = &$v->list["k"];
unset($v->list["k"]);
print_r($v->list);
$r = new R;
$r->list["new"] = 2;
$r->list["k"][] = 3;
foreach ($r->list as $k => &$item) {
    $item = $k;
}
unset($item);
echo $r->dump(), "\n";
print_r($r->list);
class O {
    function __get($n) { return new stdClass; }
}
$o = new O;
$o->x->y = 1;
var_dump(isset($o->x->y));
