<?php
// Interrupts and flushes may come at each entry of a callback: the handler calls the same built-ins with the same callbacks.
$plus = fn($x) => $x + 1;
$less = function ($a, $b) { return $a <=> $b; };
function faultline_interrupt() {
    global $plus, $less, $interrupts;
    $interrupts += array_sum(array_map($plus, [1, 2]));
    $list = [3, 1, 2];
    usort($list, $less);
    $interrupts += $list[0];
}
$interrupts = 0;
$sum = 0;
for ($i = 0; $i < 40; $i++) {
    $list = array_map($plus, [$i, 5, $i % 7, 3]);
    usort($list, $less);
    $sum += $list[0] + array_sum(array_filter($list, fn($x) => $x % 2 == 0));
    $sum += array_reduce($list, fn($c, $x) => $c + ($i > 35 ? $x / 2 : $x), 0);
}
class It implements IteratorAggregate, Countable, ArrayAccess {
    private $d = [4, 5, 6];
    function getIterator(): Iterator { return new Steps(3); }
    function count(): int { return count($this->d); }
    function offsetGet(mixed $k): mixed { return $this->d[$k] ?? null; }
    function offsetSet(mixed $k, mixed $v): void { $this->d[$k] = $v; }
    function offsetExists(mixed $k): bool { return isset($this->d[$k]); }
    function offsetUnset(mixed $k): void { unset($this->d[$k]); }
    function __get($n) { return strlen($n); }
    function __toString(): string { return "it"; }
}
class Steps implements Iterator {
    private $i = 0;
    function __construct(private $n) {}
    function current(): mixed { return $this->i * 2; }
    function key(): mixed { return $this->i; }
    function next(): void { $this->i++; }
    function rewind(): void { $this->i = 0; }
    function valid(): bool { return $this->i < $this->n; }
}
$it = new It;
for ($i = 0; $i < 50; $i++) {
    foreach ($it as $k => $v) $sum += $k + $v;
    $sum += count($it) + $it[$i % 4] + $it->name + strlen("$it");
    if ($i == 40) $it[3] = 0.25;
    if (isset($it[3])) unset($it[$i % 3]);
}
var_dump($sum, $interrupts >= 0);
