<?php
// String functions whose results are new strings, one after the other.
$s = "the quick brown fox";
echo substr_replace($s, "slow", 4, 5), lcfirst("ABC"), ucwords($s), "\n";
echo implode("|", str_split("abcdefghijklmnopqrstuvwxyz", 2)), "\n";
echo nl2br("a\nb\r\n"), addslashes("it's \"x\""), htmlspecialchars("<a href='x'>&</a>"), bin2hex("abc"), "\n";
echo strstr($s, "quick"), strstr($s, "quick", true), strrchr($s, "o"), strtolower("ABC DEF"), "\n";
echo strtr($s, "qbf", "QBF"), strtr($s, ["quick" => "slow", "fox" => "hen"]), "\n";
echo sprintf("%05d|%-6s|%x|%.2f", 42, "ab", 255, 1.5), "\n";
echo number_format(1234567.891, 2), number_format(NAN), number_format(INF), decoct(511), decbin(10), "\n";
echo php_sapi_name(), get_debug_type(1.5), get_debug_type("a"), "\n";
print_r(explode(",", "a,b,c,d", 3));
print_r(explode(",", "a,b,c,d", -1));
print_r(str_replace(["a", "b"], ["1", "2"], ["x" => "ab", "y" => "cd", "k1" => "", "k2" => "", "k3" => "a", "k4" => "", "k5" => "", "k6" => "", "k7" => "b"]));
