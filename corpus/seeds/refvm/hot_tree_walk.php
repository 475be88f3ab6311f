<?php
// Trees of arrays and of objects, built and walked by recursion with foreach; one leaf is of another type.
function build($depth) {
    return $depth ? ["l" => build($depth - 1), "v" => $depth, "r" => build($depth - 1)] : null;
}
function total($t) {
    if ($t === null) return 0;
    if (!is_array($t)) return $t;
    return total($t["l"]) + $t["v"] + total($t["r"]);
}
$t = build(6);
$t["r"]["r"]["l"]["l"] = 0.5;
$t["l"]["r"]["v"] = "40";
var_dump(total(build(6)), total($t), total(build(2)));
class Node {
    public $kids = [];
    function __construct(public $v) {}
    function add($n) { $this->kids[] = $n; return $this; }
    function depth() { $d = 0; foreach ($this->kids as $k) $d = max($d, $k->depth()); return $d + 1; }
    function sum() { $s = $this->v; foreach ($this->kids as $k) $s += $k->sum(); return $s; }
}
$root = new Node(1);
$at = $root;
for ($i = 2; $i < 60; $i++) {
    $n = new Node($i < 55 ? $i : $i / 4);
    $at->add($n);
    if ($i % 3 == 0) $at = $n;
}
var_dump($root->depth(), $root->sum());
function flatten($a, &$out) { foreach ($a as $k => $v) is_array($v) ? flatten($v, $out) : $out[] = "$k$v"; }
flatten([$t["l"]["l"], 1 => [2, [3]]], $out);
echo implode(" ", array_filter($out, fn($s) => $s > "l")), "\n";
