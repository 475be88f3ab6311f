<?php
// Shifts past the width, negative shifts, and the bitwise operators on ints and on strings.
var_dump(1 << 62, 1 << 63, 1 << 64, 1 << 1000, -1 >> 63, -8 >> 1, -1 >> 64, 8 >> 64, PHP_INT_MIN >> 63);
var_dump(6 & 3, 6 | 3, 6 ^ 3, ~6, ~-1, ~1.9, "6" & 3, "a" | "b", "ab" ^ "  ", "abc" & "ab", "abc" | "ab", ~"a" === chr(158));
foreach ([-1, PHP_INT_MIN] as $n) {
    try {
        var_dump(1 << $n);
    } catch (ArithmeticError $e) {
        echo get_class($e), ": ", $e->getMessage(), "\n";
    }
}
try {
    1 >> -1;
} catch (ArithmeticError $e) {
    echo $e->getMessage(), "\n";
}
$a = 0xF0;
$a >>= 4; $a <<= 2; $a |= 1; $a &= ~4; $a ^= 0xFF;
var_dump($a, "12" ^ "3", 12 ^ "3", "abc" & 1);
