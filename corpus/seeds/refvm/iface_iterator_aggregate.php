<?php
// IteratorAggregate: getIterator is called per loop, may nest, may throw, must return a Traversable.
class It implements Iterator {
    private $a;
    private $i = 0;
    function __construct($a) { $this->a = $a; }
    function rewind(): void { $this->i = 0; }
    function valid(): bool { return $this->i < count($this->a); }
    function current(): mixed { return $this->a[$this->i]; }
    function key(): mixed { return $this->i; }
    function next(): void { $this->i++; }
}
class Agg implements IteratorAggregate {
    public $x = 1;
    private $to;
    function __construct($to) { $this->to = $to; }
    function getIterator(): Traversable {
        echo "(getIterator)";
        if ($this->to === "throw") { throw new Exception("no iterator"); }
        return $this->to;
    }
}
$agg = new Agg(new Agg(new It(["a", "b"])));
foreach ($agg as $k => $v) { echo " $k=>$v"; }
foreach ($agg as $v) { foreach ($agg as $w) { echo " $v$w"; } break; }
echo "\n";
foreach (["throw", "text", new stdClass] as $to) {
    try {
        foreach (new Agg($to) as $v) { echo "never"; }
    } catch (Throwable $e) {
        echo get_class($e), ": ", $e->getMessage(), "\n";
    }
}
