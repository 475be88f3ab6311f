<?php
// The variables of a loop over an iterator, over properties and by reference, when what they held ends with an exception.
class It implements Iterator {
    private $i = 0;
    function rewind(): void {} function valid(): bool { return $this->i < 3; } function next(): void { $this->i++; }
    function current(): mixed { return "v" . $this->i; } function key(): mixed { return "k" . $this->i; }
    function __destruct() { echo '~iterator '; }
}
class Late { function __destruct() { throw new Exception('late'); } }
class Props { public $a = 1, $b = 'two'; public int $n = 3; }
function attempt($what, $f) {
    try {
        echo $what, ': ', $f(), "\n";
    } catch (Throwable $e) {
        echo get_class($e), ': ', $e->getMessage(), "\n";
    }
}
attempt('value', function () { $v = new Late; foreach (new It as $k => $v) { return "$k $v"; } });
attempt('key', function () { $k = new Late; foreach (new It as $k => $v) { return "$k $v"; } });
attempt('only value', function () { $v = new Late; foreach (new It as $v) { return $v; } });
attempt('properties', function () { $v = new Late; foreach (new Props as $k => $v) { return "$k $v"; } });
attempt('by reference', function () { $v = new Late; $a = ['x' => 'y']; foreach ($a as $k => &$v) { return "$k $v"; } });
attempt('properties by reference', function () { $v = new Late; $o = new Props; foreach ($o as $k => &$v) { return "$k $v"; } });
attempt('reference variable', function () { $o = new Late; $v = &$o; foreach (['x' => 'y'] as $k => $v) { return "$k $v"; } });
attempt('typed variable', function () { $o = new Props; $v = &$o->n; foreach (["k" . 1 => 5, "k" . 2 => 'text'] as $k => $v) { echo "$k $v "; } });
attempt('element', function () { $a = [new Late]; foreach (new It as $k => $a[0]) { return "$k $a[0]"; } });
attempt('list', function () { $v = new Late; foreach ([['x', 'y']] as [$u, $v]) { return "$u $v"; } });
