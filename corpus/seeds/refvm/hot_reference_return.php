<?php
// Functions that return by reference: to an element, to a static variable, to a property; written to late.
function &slot(array &$a, $k) {
    if (!isset($a[$k])) $a[$k] = 0;
    return $a[$k];
}
function &counter() { static $n = 0; $n++; return $n; }
class Box { private $v = ["a" => 1]; function &get($k) { return $this->v[$k]; } function sum() { return array_sum($this->v); } }
$a = [];
for ($i = 0; $i < 120; $i++) {
    $s = &slot($a, $i % 7);
    $s += $i;
    if ($i == 100) { unset($s); $s = -1; }
    $copy = slot($a, 0);
    $copy++;
}
unset($s);
var_dump($a);
for ($i = 0; $i < 110; $i++) {
    $v = counter();
    if ($i >= 100) { $c = &counter(); $c += 10; }
}
var_dump($v, $c);
$b = new Box;
for ($i = 0; $i < 105; $i++) {
    $r = &$b->get($i < 100 ? "a" : "b$i");
    $r = $i;
}
var_dump($b->sum(), $r);
