<?php
// Scalar parameter types in coercive mode: what is converted, what is refused, for each type.
function i(int $x) { return $x; }
function f(float $x) { return $x; }
function s(string $x) { return $x; }
function b(bool $x) { return $x; }
class T { function __toString() { return "T!"; } }
$vals = [1, 1.0, 1.5, "1", "1.5", " 1", "1 ", "1x", "x", "", true, false, null, [], new T, 1e20, NAN];
foreach (["i", "f", "s", "b"] as $fn) {
    foreach ($vals as $k => $v) {
        try {
            echo $k, "=";
            var_dump(@$fn($v));
        } catch (TypeError $e) {
            echo substr($e->getMessage(), 0, strpos($e->getMessage(), ", called")), "\n";
        }
    }
}
i("1.0");
i(1.5);
