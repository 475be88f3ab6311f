<?php
// ArrayAccess in hot loops, mixed with arrays at the same code; late the offset methods throw or change the container.
class Grid implements ArrayAccess {
    public $log = 0; private $d = [];
    function offsetExists($k): bool { $this->log++; return isset($this->d[$k]); }
    function offsetGet($k): mixed { $this->log += 10; if ($k === "bad") throw new OutOfBoundsException("no $k"); return $this->d[$k] ?? 0; }
    function offsetSet($k, $v): void { if ($k === null) $this->d[] = $v; else $this->d[$k] = $v; }
    function offsetUnset($k): void { unset($this->d[$k]); }
    function size() { return count($this->d); }
}
function work($c, $n) {
    $s = 0;
    for ($i = 0; $i < $n; $i++) {
        $k = $i % 10;
        $c[$k] = $i;
        $s += $c[$k] + (isset($c[$k + 1]) ? 1 : 0) + (empty($c[99]) ? 1 : 0);
        $c[] = $s & 15;
        $c["sum"] = ($c["sum"] ?? 0) + 1;
        if ($i % 3 == 0) unset($c[$k + 20]);
        if ($i == 100) $s += $c["bad"] ?? 5;
    }
    return "$s " . (is_array($c) ? count($c) : $c->size() . " " . $c->log);
}
echo work([], 60), "\n", work(new Grid, 60), "\n", work([], 110), "\n", work(new Grid, 100), "\n";
$g = new Grid;
for ($i = 0; $i < 110; $i++) {
    try {
        $g["n"] += $i;
        $g[$i < 100 ? "x" : "bad"] .= "s";
    } catch (Error $e) {
        $caught = $e->getMessage() . ", before " . $e->getPrevious()->getMessage() . " line " . $e->getPrevious()->getLine();
    }
}
var_dump($g["n"], strlen($g["x"]), $caught);
$g["a"] = [1];
for ($i = 0; $i < 2; $i++) $g["a"][] = $i;
var_dump(count($g["a"]));
