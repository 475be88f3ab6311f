<?php
// Iterator keys may be of any type in foreach, but not in iterator_to_array.
class It implements Iterator {
    private $i = 0;
    private $keys;
    function __construct($keys) { $this->keys = $keys; }
    function rewind(): void { $this->i = 0; }
    function valid(): bool { return $this->i < count($this->keys); }
    function current(): mixed { return "v{$this->i}"; }
    function key(): mixed { return $this->keys[$this->i]; }
    function next(): void { $this->i++; }
}
foreach (new It([1.5, null, true, [1], "5"]) as $k => $v) {
    echo $v, " ";
    var_dump($k);
}
print_r(iterator_to_array(new It(["a", "5", "a", true, null])));
try {
    iterator_to_array(new It([1, [2]]));
} catch (TypeError $e) {
    echo $e->getMessage(), "\n";
}
try {
    foreach (new It([1]) as $k => &$v) {
        echo "never";
    }
} catch (Error $e) {
    echo $e->getMessage(), "\n";
}
