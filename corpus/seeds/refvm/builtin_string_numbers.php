<?php
// Strings made from numbers and back through built-ins, with the edges of each conversion.
var_dump(strlen(PHP_INT_MIN), strrev(-120), str_repeat(1.5, 2), strtoupper(1e20), substr(3.14159, 0, 4), ord(7), trim(00012), implode(",", [1.0, -0.0, 1e3, 0.1 + 0.2, PHP_INT_MAX + 1]));
var_dump(str_pad(7, 3, 0, STR_PAD_LEFT), strpos(10203, 2), str_replace(1, "x", 2112), explode(0, "10203"), strcmp(12, "12"), ucfirst(12), "5" . 5 + 1);
var_dump(in_array("1e1", [10]), array_search("0x10", [16, "0x10"]), array_sum(["1e2", ".5"]), array_flip([1, "1", "01"]), array_unique(["1", "01", "1.0", 1]));
var_dump(hexdec(dechex(PHP_INT_MAX)), bindec("0b11"), dechex("255"), intval("0b11", 2), abs("-0"), "1.0" <=> "1", max("10", "9"), max("10", "9a"), range("1", "3.0")[2]);
$s = "7";
$s .= $s + 1;
$s += 1;
$s .= "";
var_dump($s, -$s, $s[1], "$s"[0] + 1, +"1e3", "3" . -2, "2" * "3" . "4");
