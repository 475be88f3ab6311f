<?php
// foreach over iterators that each pull from another one, with an exception from the lowest.
class Outer implements Iterator {
    private $in;
    private $i = 0;
    function __construct($in) { $this->in = $in; }
    function rewind(): void { $this->i = 0; if ($this->in) { $this->in->rewind(); } }
    function valid(): bool { return $this->in ? $this->in->valid() : $this->i < 2; }
    function current(): mixed { return $this->in ? $this->in->current() + 1 : $this->i; }
    function key(): mixed { return $this->in ? "k" . $this->in->key() : $this->i; }
    function next(): void {
        if ($this->in) { $this->in->next(); } elseif (++$this->i == 2) { throw new Exception("end of the lowest"); }
    }
}
$it = null;
for ($i = 0; $i < 12; $i++) { $it = new Outer($it); }
try {
    foreach ($it as $k => $v) { echo strlen($k), ":", $v, " "; }
} catch (Exception $e) {
    echo $e->getMessage(), " ", count($e->getTrace()), "\n";
}
function loops($n) { foreach ([$n, "x"] as $v) { if ($n > 0) { return loops($n - 1) . $n % 10; } } return "bottom"; }
echo loops(25), "\n";
