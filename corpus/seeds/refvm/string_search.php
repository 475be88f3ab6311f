<?php
// strpos, stripos and the str_* predicates with offsets, empty needles and bad offsets.
var_dump(strpos("hello", "l"), strpos("hello", "l", 3), strpos("hello", "z"), strpos("hello", ""), strpos("hello", "", 5), strpos("hello", "l", -2));
var_dump(stripos("HeLLo", "ll"), stripos("abc", "C", -1), strpos("0", 0), strpos("a\0b", "\0"));
var_dump(str_contains("abc", ""), str_contains("", ""), str_contains("abc", "C"), str_starts_with("abc", "ab"), str_ends_with("abc", "bc"), str_ends_with("c", "bc"), str_starts_with("", "a"));
foreach ([6, -6] as $o) {
    try {
        strpos("hello", "l", $o);
    } catch (ValueError $e) {
        echo $e->getMessage(), "\n";
    }
}
try {
    stripos("a", "b", 2);
} catch (ValueError $e) {
    echo $e->getMessage(), "\n";
}
try {
    strpos([], "a");
} catch (TypeError $e) {
    echo $e->getMessage(), "\n";
}
var_dump(strpos(null, "a"), strpos(123, 2));
