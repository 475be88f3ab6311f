<?php
// An aggregate whose iterator is none, in a loop and in a function, and one that throws.
function attempt($what, $f) {
    try {
        echo $what, ': ';
        var_dump($f());
    } catch (Throwable $e) {
        echo get_class($e), ': ', $e->getMessage(), "\n";
    }
}
class Bad implements IteratorAggregate { function getIterator() { return new stdClass; } }
class Throws implements IteratorAggregate { function getIterator(): Traversable { throw new Exception('no iterator'); } }
class Nested implements IteratorAggregate { function getIterator(): Traversable { return new Throws; } }
attempt('loop', function () { foreach (new Bad as $v) { echo $v; } });
attempt('to array', function () { return iterator_to_array(new Bad); });
attempt('count', function () { return iterator_count(new Bad); });
attempt('throws', function () { foreach (new Throws as $v) { echo $v; } });
attempt('nested', function () { foreach (new Nested as $v) { echo $v; } });
attempt('nested to array', function () { return iterator_to_array(new Nested); });
attempt('reference', function () { foreach (new Nested as &$v) { echo $v; } });
