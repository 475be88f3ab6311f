<?php
// Arrow functions in hot loops: nested, taking outer variables by value at the time they are made.
function curry($n) {
    $sum = 0;
    for ($i = 0; $i < $n; $i++) {
        $f = fn($x) => fn($y) => $x * $i + $y;
        $k = $i > 100 ? 0.5 : 1;
        $sum += $f($k)(2);
        $g = fn() => $i++;
        $g(); $g();
        if ($i == 110) $f = null;
    }
    return [$sum, $i, $f ? $f(1)(1) : "none"];
}
var_dump(curry(60), curry(111));
$table = ["add" => fn($a, $b) => $a + $b, "cat" => fn($a, $b) => $a . $b, "min" => fn($a, $b) => $a < $b ? $a : $b];
$acc = 0;
foreach (range(0, 129) as $i) {
    $op = $i < 90 ? "add" : ($i < 100 ? "min" : ($i < 105 ? "cat" : "add"));
    $acc = $table[$op]($acc, $i);
}
var_dump($acc);
$defaults = fn($x, &$count, $y = 3) => ($count += $x) * $y;
for ($i = 0, $c = 0; $i < 100; $i++) $d = $defaults($i, $c, $i > 95 ? "2" : 3);
var_dump($c, $d);
