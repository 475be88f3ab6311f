<?php
// Arrow functions capture by value at creation, nest, and type-check.
$x = 1;
$f = fn($y) => $x + $y;
$x = 100;
echo $f(1), "\n";
$g = fn() => $x++;
echo $g(), $g(), $x, "\n";
$n = fn($a) => fn($b) => fn($c) => "$a$b$c$x";
echo $n(1)(2)(3), "\n";
echo implode(",", array_map(fn($v) => $v ** 2, [1, 2, 3])), implode(",", array_filter([1, 2, 3, 4], fn($v) => $v & 1)), "\n";
$r = fn&(array &$a) => $a;
$arr = [1];
$q = &$r($arr);
$q[] = 2;
echo count($arr), "\n";
$t = fn(int $i): string => $i;
var_dump($t("5"));
try {
    $t("five");
} catch (TypeError $e) {
    echo substr($e->getMessage(), 0, 70), "\n";
}
try {
    (fn(): int => "no")();
} catch (TypeError $e) {
    echo $e->getMessage(), "\n";
}
$h = fn() => $undefined_here;
var_dump($h());
$d = fn($p = [1, 2], $z = PHP_INT_SIZE) => $p[1] * $z;
echo $d(), "\n";
