<?php
// When the aggregates of a loop are destroyed: the outermost once its iterator stands on an element, the others at once.
class It implements Iterator {
    function __construct(private $n, private $throws = '') {}
    private function say($word) { echo $word, ' '; if ($word === $this->throws) { throw new Exception("in $word"); } }
    function rewind(): void { $this->say('rewind'); }
    function valid(): bool { $this->say('valid'); return $this->n-- > 0; }
    function current(): mixed { $this->say('current'); return $this->n; }
    function key(): mixed { $this->say('key'); return "k{$this->n}"; }
    function next(): void { $this->say('next'); }
    function __destruct() { echo '~iterator '; }
}
class Agg implements IteratorAggregate {
    function __construct(private $name, private $inner, private $throws = false) {}
    function getIterator(): Traversable { echo "get {$this->name} "; return $this->inner; }
    function __destruct() { echo "~{$this->name} "; if ($this->throws) { throw new Exception("late {$this->name}"); } }
}
class Maker implements IteratorAggregate {
    function __construct(private $throws) {}
    function getIterator(): Traversable { return new Agg('made', new It(1), $this->throws); }
    function __destruct() { echo '~maker '; }
}
function go($subject) {
    try {
        foreach ($subject() as $k => $v) {
            echo "$k=$v ";
        }
    } catch (Throwable $e) {
        for (; $e !== null; $e = $e->getPrevious()) {
            echo $e->getMessage(), ' ';
        }
    }
    echo "end\n";
}
go(fn() => new Agg('one', new It(1)));
go(fn() => new Agg('empty', new It(0)));
go(fn() => new Agg('outer', new Agg('inner', new It(1))));
go(fn() => new Agg('outer', new Agg('inner', new It(1)), true));
go(fn() => new Agg('outer', new Agg('inner', new It(1), true)));
go(fn() => new Agg('outer', new Agg('inner', new It(1), true), true));
go(fn() => new Maker(false));
go(fn() => new Maker(true));
foreach (['rewind', 'valid', 'current', 'key', 'next'] as $word) {
    go(fn() => new Agg($word, new It(1, $word)));
}
go(fn() => new Agg('both', new It(1, 'rewind'), true));
go(fn() => new Agg('outer', new Agg('wrong', 5)));
$kept = new Agg('kept', new It(1));
foreach ($kept as $v) {
    echo "$v\n";
}
echo iterator_count(new Agg('counted', new It(2))), "\n";
print_r(iterator_to_array(new Agg('listed', new Agg('within', new It(1)))));
