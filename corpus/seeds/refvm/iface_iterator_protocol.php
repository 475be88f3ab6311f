<?php
// foreach calls rewind, valid, current, key, next in PHP's order; break stops the calls.
class It implements Iterator {
    private $i = 0;
    private $n;
    function __construct($n) { $this->n = $n; }
    function rewind(): void { echo "rewind "; $this->i = 0; }
    function valid(): bool { echo "valid "; return $this->i < $this->n; }
    function current(): mixed { echo "current "; return "v{$this->i}"; }
    function key(): mixed { echo "key "; return "k{$this->i}"; }
    function next(): void { echo "next "; $this->i++; }
    function __destruct() { echo "done\n"; }
}
foreach (new It(2) as $v) { echo "[$v] "; }
foreach (new It(2) as $k => $v) { echo "[$k=>$v] "; }
foreach (new It(0) as $k => $v) { echo "never"; }
foreach (new It(9) as $k => $v) { if ($k == "k1") { break; } }
function first($it) { foreach ($it as $v) { return $v; } }
echo first(new It(3)), "\n";
$it = new It(2);
foreach ($it as $a) {
    foreach ($it as $b) { echo "<$a$b> "; }
}
foreach ($it as $k => $v) { continue; }
print_r(iterator_to_array($it));
