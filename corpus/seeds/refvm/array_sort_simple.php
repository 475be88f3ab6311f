<?php
// sort and ksort on ints, with keys lost or kept, on copies and references.
$a = [3 => 5, 1 => -2, 2 => 9, 7 => 0];
$copy = $a;
$ref = &$a;
var_dump(sort($a), $a, $ref === $a);
var_dump(ksort($copy), $copy);
$m = ["b" => 1, "a" => 2, "c" => 0];
ksort($m);
echo implode(",", array_keys($m)), "\n";
$e = [];
var_dump(sort($e), $e);
$f = [2.5, 1, "3", 2];
sort($f);
var_dump($f);
try {
    $s = "x";
    sort($s);
} catch (TypeError $e) {
    echo $e->getMessage(), "\n";
}
$big = [];
for ($i = 0; $i < 40; $i++) $big[] = ($i * 17) % 41;
sort($big);
echo implode(",", $big), "\n";
