<?php
// Properties that become references on a late iteration, are shared with a local and with an element, and come loose.
class Node { public $v = 0; public $list = [0]; public static $shared = 0; }
function run($n) {
    $o = new Node; $sum = 0;
    for ($i = 0; $i < $n; $i++) {
        $o->v += 1;
        $o->list[0] += $o->v;
        if ($i == 60) $r = &$o->v;
        if ($i > 60 && isset($r)) $r += 10;
        if ($i == 80) { $c = clone $o; $c->v = 5000; }
        if ($i == 90) unset($r);
        if ($i == 100) { $e = &$o->list[0]; $e = "7"; }
        if ($i == 110) { $s = &Node::$shared; $o->v = &$s; }
        if ($i == 112) $s = 0.5;
        $sum += $o->v;
    }
    return "$sum {$o->v} {$o->list[0]} " . ($c->v ?? "-") . " " . Node::$shared;
}
echo run(50), "\n", run(75), "\n", run(105), "\n", run(120), "\n";
$a = new Node; $b = new Node;
$b->v = &$a->v;
for ($i = 0; $i < 110; $i++) {
    $a->v = $b->v + 1;
    if ($i == 100) $b = new Node;
}
var_dump($a->v, $b->v);
