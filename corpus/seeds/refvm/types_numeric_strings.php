<?php
// Which strings are numeric, in is_numeric, in comparison and as array keys.
foreach (["1", " 1", "1 ", "1.", ".1", ".", "1e5", "1e", "e1", "+1", "-1", "--1", "0x1", "0b1", "", " ", "1_000", "\n1\t", "1\0", "9223372036854775808", "INF"] as $s) {
    echo is_numeric($s) ? "y" : "n";
    $k = [$s => 1];
    echo is_int(array_key_first($k)) ? "i" : "s", " ";
}
echo "\n";
var_dump("1e1000" == "1e1001", "9223372036854775807" == "9223372036854775808", "9223372036854775808" == "9223372036854775809");
var_dump("abc" == "ABC", "1.0" == "1", "abc" < "b", "Z" < "a", "10" > "9", "10" > "9 ", "10" > "9x");
