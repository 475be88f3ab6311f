<?php
// Objects are handles: assignment, arguments and arrays share one; references replace the handle.
class Box { public $v = 0; public $list = []; }
function modify($o) { $o->v++; $o = new Box; $o->v = 100; return $o; }
function replace(&$o) { $o->v++; $o = new Box; $o->v = 200; }
$a = new Box;
$b = $a;
$r = &$a;
$c = modify($a);
echo $a->v, $b->v, $c->v, "\n";
replace($r);
echo $a->v, $b->v, $r->v, "\n";
$arr = [$b, "k" => $b];
$copy = $arr;
$copy["k"]->list[] = "shared";
$arr[0]->list["x"] = &$copy;
echo count($b->list), count($copy), "\n";
$copy = 5;
echo $b->list["x"], "\n";
$cl = clone $b;
$cl->list["x"] = 6;
$cl->list[] = "own";
echo $copy, count($b->list), count($cl->list), "\n";
list($x, $y) = [$b, $cl];
$x->v = $y->v = 9;
echo $b->v, $cl->v, "\n";
