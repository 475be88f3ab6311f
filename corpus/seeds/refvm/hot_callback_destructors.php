<?php
// Destructors that run inside hot callbacks, and hot destructors; they call back themselves, and let go of the closure that runs.
class Noisy {
    public $f;
    static $log = 0;
    function __construct($f) { $this->f = $f; }
    function __destruct() { self::$log += array_sum(array_map($this->f, [1, 2, 3])); }
}
class Counted { static $n = 0; function __destruct() { self::$n++; } }
$double = fn($x) => $x * 2;
for ($i = 0; $i < 90; $i++) { $n = new Noisy($double); if ($i > 80) $n->f = fn($x) => $x + 0.5; unset($n); }
var_dump(Noisy::$log);
echo count(array_map(function ($x) { $c = new Counted; return $x; }, range(1, 100))), " ", Counted::$n, "\n";
array_map(function ($x) use ($double) { if ($x > 95) new Noisy($double); return $x; }, range(1, 100));
var_dump(Noisy::$log);
// The closure is let go of by everybody but the call.
$self = null;
$steps = 0;
$once = function ($x) use (&$self, &$steps) { if ($x == 110) { $self = null; } $steps += $x; return $steps; };
$self = $once;
unset($once);
array_map($self, range(1, 120));
var_dump($self, $steps);
class Bound {
    public $n = 0;
    function each() { return function ($x) { $this->n += $x; return $this->n; }; }
    function __destruct() { echo "bound gone at $this->n\n"; }
}
$b = new Bound;
$each = $b->each();
unset($b);
for ($i = 0; $i < 30; $i++) array_map($each, [1, 2, 3]);
$holder = [$each];
unset($each);
array_walk($holder, function (&$f, $k) { $f(100); $f = null; echo "let go\n"; });
echo "end ", count($holder), "\n";
// Cycles through closures, collected while one of them runs.
for ($i = 0; $i < 60; $i++) {
    $o = new stdClass;
    $o->f = function ($x) use ($o) { if ($x == 50) gc_collect_cycles(); return $x; };
    array_map($o->f, [$i]);
    unset($o);
}
echo gc_collect_cycles() > 0 ? "cycles" : "none", "\n";
