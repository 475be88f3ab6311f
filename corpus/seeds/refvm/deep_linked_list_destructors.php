<?php
// A linked list with destructors is freed from its head: each destructor runs before the next one's.
class Node {
    public $next;
    static $order = "";
    static $count = 0;
    private $n;
    function __construct($n, $next) { $this->n = $n; $this->next = $next; }
    function __destruct() {
        self::$count++;
        if ($this->n % 10 == 0) { self::$order .= $this->n . " "; }
    }
}
function build($n) {
    $head = null;
    for ($i = 0; $i < $n; $i++) { $head = new Node($i, $head); }
    return $head;
}
$list = build(60);
$tail = $list->next->next;
$list = null;
echo Node::$order, Node::$count, "\n";
$tail = null;
echo Node::$order, Node::$count, "\n";
$two = [build(24), build(16)];
$two[0]->next->next = $two[1];
unset($two);
echo Node::$order, Node::$count, "\n";
