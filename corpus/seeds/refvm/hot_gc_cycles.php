<?php
// Garbage cycles made in hot loops and collected at chosen iterations; destructors count; a late one survives.
class Node {
    public static $dead = 0; public static $saved = [];
    public $self; public $other;
    function __construct(public $id) { $this->self = $this; }
    function __destruct() { self::$dead++; if ($this->id == 77) self::$saved[] = $this; }
}
function pair($i) { $a = new Node($i); $b = new Node(-$i); $a->other = $b; $b->other = [$a, &$b->id]; return $i; }
function churn($n) {
    $sum = 0; $collected = 0;
    for ($i = 0; $i < $n; $i++) {
        $sum += pair($i);
        $arr = [$i]; $arr[] = &$arr;
        unset($arr);
        if ($i % 40 == 39) $collected += gc_collect_cycles();
    }
    return "$sum $collected " . Node::$dead;
}
echo churn(50), "\n", churn(100), "\n";
var_dump(count(Node::$saved), Node::$saved[0]->other->id, gc_collect_cycles());
for ($i = 0; $i < 110; $i++) {
    $o = new stdClass;
    $o->f = function () use ($o) { return $o; };
    if ($i % 50 == 49) { $o = null; $c = gc_collect_cycles(); }
}
var_dump($c, Node::$dead);
