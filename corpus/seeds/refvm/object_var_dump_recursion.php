<?php
// Dumps of cyclic objects and arrays mark the recursion, also through references.
class N {
    public $self;
    protected $arr = [];
    private ?N $other = null;
    function link($o) { $this->self = $this; $this->arr["in"] = $this; $this->other = $o; return $this; }
}
$a = new N;
$b = new N;
$a->link($b);
$b->self = $a;
var_dump($a);
print_r($a);
$arr = [1];
$arr["me"] = &$arr;
$arr["obj"] = $b;
print_r($arr);
echo count($arr), "\n";
