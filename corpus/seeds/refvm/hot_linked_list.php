<?php
// A linked list of objects: built, walked, reversed, spliced in hot loops; a value is a string late, the end is null.
class Node { function __construct(public $v, public $next = null) {} }
function build($n) { $l = null; for ($i = $n; $i > 0; $i--) $l = new Node($i, $l); return $l; }
function sum($l) { $s = 0; while ($l) { $s += $l->v; $l = $l->next; } return $s; }
function reverse($l) {
    $r = null;
    while ($l !== null) { $next = $l->next; $l->next = $r; $r = $l; $l = $next; }
    return $r;
}
function nth($l, $n) { for (; $n-- > 0; $l = $l->next); return $l; }
$l = build(120);
var_dump(sum($l), sum(build(40)));
$l = reverse($l);
nth($l, 100)->v = "1000";
nth($l, 110)->v = 0.25;
var_dump($l->v, nth($l, 119)->v, sum($l));
for ($n = $l, $i = 0; $n && $n->next; $n = $n->next, $i++) if ($i % 2) $n->next = $n->next->next;
var_dump($i, sum($l));
try {
    nth($l, 83);
} catch (Error $e) {
    echo $e->getMessage(), "\n";
}
var_dump(error_get_last()["message"] ?? "none", nth($l, 79)?->v, nth($l, 80));
$last = build(3); $last->next->next->next = $last;
for ($i = 0, $s = 0, $at = $last; $i < 150; $i++, $at = $at->next) { $s += $at->v; if ($i == 100) $at->next = new Node(50, $last); }
$last->next = null;
var_dump($s);
