<?php
// One call site, receivers of several classes: overridden, abstract, inherited, closures in properties; late null.
abstract class Shape {
    public $n = 0;
    abstract function area();
    function scaled($k) { $this->n++; return $this->area() * $k; }
    final function id() { return 1; }
}
class Square extends Shape { function __construct(public $a) {} function area() { return $this->a * $this->a; } }
class Rect extends Square { public $b = 3; function area() { return $this->a * $this->b; } }
class Odd extends Shape { function area() { return 0.5; } function scaled($k) { return parent::scaled($k + 1) + $this->id(); } }
function total($shapes, $n) {
    $s = 0;
    for ($i = 0; $i < $n; $i++) {
        $o = $shapes[$i % count($shapes)];
        $s += $o->scaled($i % 5);
        $s -= $o->id();
    }
    return $s;
}
$sq = new Square(3);
var_dump(total([$sq], 80), total([$sq, new Rect(2)], 120), total([$sq, new Rect(2), new Odd], 150));
$anon = new class extends Shape { function area() { return "4"; } };
var_dump(total([$anon, $sq], 100), $sq->n, $anon->n);
try {
    $list = array_fill(0, 110, $sq); $list[105] = null; $list[104] = new class { function scaled($x) { return 1; } function id() { return 0; } };
    total($list, 110);
} catch (Error $e) {
    echo $e->getMessage(), " ", $sq->n, " line ", $e->getLine(), "\n";
}
try {
    for ($i = 0; $i < 103; $i++) $r = ($i < 101 ? $sq : $list[104])->area();
} catch (Error $e) {
    echo $i, " ", str_contains($e->getMessage(), "undefined method") ? "undefined method" : "other", "\n";
}
