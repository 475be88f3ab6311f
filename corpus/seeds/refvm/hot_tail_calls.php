<?php
// Calls in return position with accumulators, swapped parameters, and a helper that returns from several places.
function gcd($a, $b) { return $b == 0 ? $a : gcd($b, $a % $b); }
function power($b, $e, $acc = 1) {
    if ($e == 0) return $acc;
    if ($e % 2) return power($b, $e - 1, $acc * $b);
    return power($b * $b, $e >> 1, $acc);
}
function reverse($s, $r = "") { return $s === "" ? $r : reverse(substr($s, 1), $s[0] . $r); }
function swap($a, $b, $n) { return $n > 0 ? swap($b, $a, $n - 1) : "$a$b"; }
$h = 0;
for ($i = 1; $i < 100; $i++) $h = ($h * 5 + gcd(7560, $i)) % 65521;
var_dump($h, gcd(1 << 40, 6 ** 20), power(2, 62), power(2, 63), power(3, 5), power(1.5, 20));
var_dump(reverse("the quick brown fox jumps over the lazy dog, again and again"), swap("x", 1, 101), swap([1][0], null, 40));
function count_down($n, $f) {
    if ($n <= 0) return $f($n);
    return count_down($n - ($n > 20 ? 1 : 0.5), $f);
}
var_dump(count_down(100, fn($x) => [$x, is_float($x)]), count_down(20, "strval"));
