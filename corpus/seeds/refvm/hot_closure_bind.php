<?php
// Closures with $this: bound to other objects late, static ones, fromCallable, and a property that holds one.
class Counter {
    private $n = 0;
    public $hook;
    function stepper($by) { return function () use ($by) { return $this->n += $by; }; }
    function free() { return static fn($x) => isset($this) ? "this" : $x * 2; }
    private function secret($x) { return $this->n . ":$x"; }
    function expose() { return Closure::fromCallable([$this, "secret"]); }
}
class Other extends Counter {}
$a = new Counter; $b = new Other;
$step = $a->stepper(2);
for ($i = 0; $i < 130; $i++) {
    if ($i == 100) $step = Closure::bind($step, $b, Counter::class);
    if ($i == 115) $step = $step->bindTo($a);
    $v = $step();
    if ($i == 99 || $i == 114) var_dump($v);
}
var_dump($v);
$free = $a->free(); $s = $a->expose();
for ($i = 0; $i < 110; $i++) {
    $r = $free($i);
    $t = $s($i);
    $a->hook = $i < 100 ? "strlen" : fn($x) => "hook$x";
    $u = ($a->hook)("four");
}
var_dump($r, $t, $u);
$peek = fn() => $this->n ?? "no";
for ($i = 0; $i < 104; $i++) {
    try {
        $w = $i < 100 ? $peek->call($b) : $peek();
    } catch (Error $e) {
        $w = $e->getMessage();
    }
}
var_dump($w);
