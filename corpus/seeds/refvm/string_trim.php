<?php
// trim, ltrim and rtrim with default sets, given sets and ranges.
var_dump(trim(" \t\n\r\0\x0B a b \0"), ltrim("  x "), rtrim(" x  "), trim("xxaxx", "x"), rtrim("1.500", "0"), rtrim("1.", "."));
var_dump(trim("abcXcba", "a..c"), ltrim("0123abc", "0..9"), trim("a.b.a", "a."), trim("", "x"), trim("   "), trim("abc", ""));
var_dump(trim("abc", "c..a"));
var_dump(trim("a..", ".."));
var_dump(trim(5), rtrim(1.50), trim(null));
