<?php
// __isset and __unset in hot loops, through isset, empty, ?? and unset; late the data vanishes below them.
class Store {
    public $log = 1;
    function __construct(private $data) {}
    function __isset($n) { $this->log = ($this->log * 5 + 1) % 10007; return array_key_exists($n, $this->data); }
    function __get($n) { $this->log = ($this->log * 5 + 2) % 10007; return $this->data[$n]; }
    function __unset($n) { $this->log = ($this->log * 5 + 3) % 10007; unset($this->data[$n]); }
    function clear() { $this->data = ["k" => null]; }
}
function run($n) {
    $s = new Store(["k" => 1, "zero" => 0, "arr" => ["x" => 5], "old" => 1]);
    $c = [0, 0, 0, 0];
    for ($i = 0; $i < $n; $i++) {
        if (isset($s->k)) $c[0]++;
        if (empty($s->zero)) $c[1]++;
        $c[2] += $s->arr["x"] ?? 100;
        if (isset($s->arr["x"], $s->old)) $c[3]++;
        if ($i == 95) unset($s->old, $s->never);
        if ($i == 105) $s->clear();
        $name = $i % 2 ? "k" : "none";
        $c[0] += $s->$name ?? 10;
    }
    return implode(" ", $c) . " " . $s->log;
}
echo run(60), "\n", run(100), "\n", run(110), "\n";
class Lazy { public $v; function __construct() { unset($this->v); } function __get($n) { return $this->v = 42; } }
for ($i = 0, $t = 0; $i < 110; $i++) {
    if ($i % 20 == 0) $l = new Lazy;
    $t += $l->v + (isset($l->v) ? 1 : 1000);
}
var_dump($t);
