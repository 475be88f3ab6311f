<?php
// Closures of methods that only __call has, and static variables that a call shares.
class M {
    public $n = 1;
    function __call($name, $args) { return $name . implode(",", $args) . $this->n; }
    static function __callStatic($name, $args) { return "static " . $name . count($args); }
}
$f = Closure::fromCallable([new M, "Missing"]);
echo $f(1, 2, 3, 4, 5, 6, 7, 8, 9), $f(), "\n";
$g = Closure::fromCallable("M::absent");
echo $g("a"), "\n";
$count = function ($by) { static $calls = 0, $log = []; $calls += $by; $log[] = $this->n; return $calls . count($log); };
echo $count->call(new M, 1), $count->call(new M, 2), "\n";
$bound = $count->bindTo(new M);
echo $bound(3), $count->call(new M, 4), "\n";
echo (new class { public $p = 1; function get() { return __METHOD__ !== "" ? $this->p : 0; } })->get(), "\n";
