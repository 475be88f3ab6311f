<?php
// __get and __set serve missing and inaccessible names; declared public names never reach them.
class M {
    public $open = "open";
    private $closed = "closed";
    private $data = [];
    function __get($n) { echo "get($n) "; return $this->data[$n] ?? null; }
    function __set($n, $v) { echo "set($n) "; $this->data[$n] = $v; }
    function __isset($n) { echo "isset($n) "; return isset($this->data[$n]); }
    function __unset($n) { echo "unset($n) "; unset($this->data[$n]); }
}
$m = new M;
echo $m->open, "\n";
var_dump($m->closed);
$m->closed = 1;
var_dump($m->closed);
var_dump($m->a = 5, $m->a += 2, $m->a++, ++$m->a, $m->a .= "x");
var_dump(isset($m->a), isset($m->b), empty($m->a), $m->b ?? "default", $m->a ?? "default");
var_dump(isset($m->a->deep), isset($m->a[0]));
unset($m->a, $m->open);
var_dump($m->open);
$m->open = "again";
var_dump($m->open ?? "gone");
print_r($m);
