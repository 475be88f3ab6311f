<?php
// count() of arrays and Countable objects, and objects called as functions, at the same hot code; both throw late.
class Box implements Countable {
    public $n = 0;
    function count(): int { if ($this->n > 100) throw new RangeException("count {$this->n}"); return ++$this->n; }
    function __invoke($x, &$out = null) { $out = $x; return $x * 2; }
}
class Child extends Box { function __invoke($x, &$out = null) { $out = -$x; return parent::__invoke($x) + 1; } }
function sizes($c, $n) {
    $s = 0;
    for ($i = 0; $i < $n; $i++) $s += count($c);
    return $s;
}
var_dump(sizes([1, 2], 60), sizes(new Box, 60), sizes(new Child, 101));
try {
    sizes(new Box, 110);
} catch (RangeException $e) {
    echo $e->getMessage(), "\n";
}
$fs = [new Box, new Child, fn($x) => $x - 1, "intval"];
$sum = 0;
for ($i = 0; $i < 130; $i++) {
    $f = $fs[$i < 70 ? 0 : $i % 4];
    $sum += $f($i) + (is_callable($f) ? 1 : 1000);
    if ($f instanceof Box) { $f($i, $o); $sum += $o; }
}
var_dump($sum, $o);
try {
    for ($i = 0; $i < 104; $i++) { $f = $i < 101 ? $fs[1] : new stdClass; $r = $f($i); }
} catch (Error $e) {
    echo $e->getMessage(), " $r\n";
}
