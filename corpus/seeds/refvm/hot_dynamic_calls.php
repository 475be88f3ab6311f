<?php
// Calls through variables: names of functions, arrays of object and method, strings with ::, closures, each in its time.
function first($x) { return $x + 1; }
function second($x) { return $x * 2; }
class Calls {
    public $base = 5;
    function m($x) { return $this->base + $x; }
    static function s($x) { return -$x; }
    function __invoke($x) { return $x * 100; }
}
$c = new Calls;
$all = ["first", "second", [$c, "m"], "Calls::s", ["Calls", "s"], $c, fn($x) => "f$x", "strlen"];
function apply($fs, $n) {
    $h = 7;
    for ($i = 0; $i < $n; $i++) {
        $f = $fs[$i < 60 ? $i % 2 : $i % count($fs)];
        $h = ($h * 31 + (int)$f($i)) % 1000003;
    }
    return $h;
}
var_dump(apply($all, 50), apply(array_slice($all, 0, 6), 110), apply($all, 150));
$m = "m"; $class = "Calls"; $sum = 0;
for ($i = 0; $i < 110; $i++) {
    if ($i == 90) $m = "s";
    if ($i == 100) { $m = "missing"; $class = "Nowhere"; }
    try {
        $sum += $c->$m($i);
        $sum += $class::$m($i);
    } catch (Error $e) {
        $text = $e->getMessage();
    }
    try {
        $o = new $class;
        $sum += $o->base;
    } catch (Error $e) {
        $text .= ", " . $e->getMessage();
    }
}
var_dump($sum, $text);
