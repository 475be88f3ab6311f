<?php
// str_replace with arrays, counts and chained replacements.
var_dump(str_replace("a", "b", "banana"), str_replace("", "x", "abc"), str_replace("an", "", "banana", $n), $n);
var_dump(str_replace(["a", "b"], ["b", "c"], "ab", $n), $n);
var_dump(str_replace(["a", "b", "c"], ["1"], "abcabc"), str_replace(["x", "y"], "-", "axbyc"));
var_dump(str_replace("l", "L", ["hello", "k" => "world", 5]));
try {
    str_replace("a", ["b"], "abc");
} catch (TypeError $e) {
    echo $e->getMessage(), "\n";
}
try {
    str_replace("a", "b");
} catch (ArgumentCountError $e) {
    echo $e->getMessage(), "\n";
}
var_dump(str_replace("aa", "a", "aaaaa", $c), $c, str_replace(1, 2, 111), str_replace("a", "b", null));
