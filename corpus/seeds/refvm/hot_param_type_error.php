<?php
// Class, callable, iterable and array types hold on each call until a late one; parameters are checked in order.
interface Shape { function area(); }
class Square implements Shape { function __construct(private $a) {} function area() { return $this->a * $this->a; } }
class Circle extends Square { function area() { return 3 * parent::area(); } }
function measure(Shape $s, callable $f, array $extra = [], int|null $n = 1) { return 0; }
function area_of(Shape $s, callable $f, iterable $extra) {
    $t = $f($s->area());
    foreach ($extra as $e) $t += $e;
    return $t;
}
$shapes = [new Square(2), new Circle(3)];
$sum = 0; $errors = [];
for ($i = 0; $i < 130; $i++) {
    $shape = $i == 100 ? new stdClass : $shapes[$i > 50 ? $i % 2 : 0];
    $how = $i == 110 ? "no_such_function" : ($i % 4 ? "abs" : fn($x) => $x + 1);
    $list = $i == 120 ? "text" : [$i, 1];
    try {
        $sum += area_of($shape, $how, $list);
    } catch (TypeError $e) {
        $errors[] = substr($e->getMessage(), 0, strpos($e->getMessage(), ", called"));
    }
}
var_dump($sum);
echo implode("\n", $errors), "\n";
