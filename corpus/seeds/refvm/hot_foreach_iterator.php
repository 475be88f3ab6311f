<?php
// foreach over Iterator and IteratorAggregate objects in a hot function, mixed with arrays; the iterator throws late.
class Range implements Iterator {
    public $at;
    function __construct(private $from, private $to, private $bad = null) {}
    function rewind(): void { $this->at = $this->from; }
    function valid(): bool { return $this->at < $this->to; }
    function current(): mixed { if ($this->at === $this->bad) throw new Exception("bad {$this->at}"); return $this->at * 2; }
    function key(): mixed { return "k" . $this->at; }
    function next(): void { $this->at++; }
}
class Bag implements IteratorAggregate {
    function __construct(private $list) {}
    function getIterator(): Iterator { return is_array($this->list) ? new Range(0, count($this->list)) : $this->list; }
}
function total($it) {
    $s = 0; $k = null;
    foreach ($it as $k => $v) $s += $v;
    return "$s/$k";
}
$r = new Range(0, 20);
$text = "";
for ($i = 0; $i < 24; $i++) {
    $it = $i < 10 ? $r : [[1, 2, 3], $r, new Bag([1, 2, 3, 4]), new Bag(new Range(5, 9)), new Range(0, 0)][$i % 5];
    $text = substr($text . " " . total($it), -60);
}
echo $text, "\n";
try {
    total(new Range(0, 150, 130));
} catch (Exception $e) {
    echo $e->getMessage(), " ", $e->getTrace()[0]["function"], " ", $e->getTrace()[1]["line"], "\n";
}
foreach (new Range(0, 200) as $k => $v) {
    if ($v % 4) continue;
    if ($v > 220) break;
    foreach ($r as $w) if ($w > 5) continue 2;
}
var_dump($k, $v, $w, $r->at);
