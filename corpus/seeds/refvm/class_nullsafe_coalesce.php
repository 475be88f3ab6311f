<?php
// Left of ?? a nullsafe chain is silent about an undefined variable; in the middle of a call's object it is not.
class Node {
    public ?Node $next = null;
    static ?Node $first = null;
    public $parts = [];
    function make() { return null; }
}
$node = new Node;
$none = null;
var_dump($none?->a ?? 1, $none?->a->b ?? 2, $none?->a["x"] ?? 3);
var_dump($undef?->a ?? 1, $undef?->f() ?? 2, $undef?->a->b ?? 3, $undef?->a["x"] ?? 4, $undef?->f()->b ?? 5);
var_dump($undef["x"]?->a ?? 1, $undef->p?->a ?? 2, $undef->p?->q?->a ?? 3);
var_dump($node?->next?->next ?? 1, $node?->nope?->next ?? 2, $node->parts["k"]?->next ?? 3);
var_dump(Node::$first?->next ?? 1, $node->make()?->next ?? 2);
var_dump(isset($undef?->a), empty($undef?->a), isset($undef?->a->b), isset($undef?->f()->b));
var_dump($undef?->a->f() ?? "said so");
var_dump($undef?->a);
var_dump($undef?->f());
set_error_handler(function ($number, $text) { throw new Exception($text); });
var_dump($undef?->a ?? "silent");
try {
    var_dump($undef?->a->f() ?? "not reached");
} catch (Exception $e) {
    echo $e->getMessage(), "\n";
}
