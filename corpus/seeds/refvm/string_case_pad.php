<?php
// Case, repeat, reverse and pad functions, with their ValueErrors.
var_dump(strtoupper("aBc1\xe9"), strtolower("ABC"), ucfirst("abc"), ucfirst(""), strrev("abc"), strrev(""), str_repeat("ab", 3), str_repeat("", 9), str_repeat("x", 0));
var_dump(str_pad("5", 3), str_pad("5", 3, "0", STR_PAD_LEFT), str_pad("5", 6, "ab", STR_PAD_BOTH), str_pad("long", 2), str_pad("x", -5, "y"));
try {
    str_repeat("x", -1);
} catch (ValueError $e) {
    echo $e->getMessage(), "\n";
}
try {
    str_pad("x", 5, "");
} catch (ValueError $e) {
    echo $e->getMessage(), "\n";
}
try {
    str_pad("x", 5, "y", 7);
} catch (ValueError $e) {
    echo $e->getMessage(), "\n";
}
try {
    strtoupper([]);
} catch (TypeError $e) {
    echo $e->getMessage(), "\n";
}
var_dump(strrev(12.5), strtoupper(true), ucfirst(null));
