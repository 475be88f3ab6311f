<?php
// Scalar parameter types: exact for a long time, then coerced from a float, a string or a bool, then a TypeError.
function ints(int $a, float $b, string $c, bool $d) {
    return $a + $b + strlen($c) + ($d ? 1000 : 0);
}
function feed($n) {
    $sum = 0; $errors = 0;
    for ($i = 0; $i < $n; $i++) {
        $a = $i < 90 ? $i : ($i < 100 ? $i + 0.0 : ($i < 110 ? "$i" : ($i < 115 ? "x" : null)));
        try {
            $sum += ints($a, $i, $i, $i % 3);
        } catch (TypeError $e) {
            $errors++;
            $text = $e->getMessage();
        }
    }
    var_dump($sum, $errors);
    if ($errors) echo preg_free($text), "\n";
}
function preg_free($s) { return substr($s, 0, strpos($s, ", called")); }
feed(80); feed(105); feed(120);
function nullable(?int $x, int|string $y, ?array $z = null) {
    return gettype($x) . gettype($y) . gettype($z);
}
for ($i = 0; $i < 110; $i++) {
    $r = nullable($i < 100 ? 1 : null, $i < 105 ? 2 : "two", $i % 2 ? [] : null);
    if ($i == 99 || $i > 103 && $i < 107) echo $r, "\n";
}
for ($i = 0; $i < 104; $i++) $f = ints($i < 100 ? 1 : 2.5, 1, "", 0);
var_dump($f);
