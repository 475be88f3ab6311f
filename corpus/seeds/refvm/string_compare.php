<?php
// strcmp against the comparison operators, on numeric and non-numeric strings.
function sign($a, $b) { echo strcmp($a, $b) <=> 0, " "; }
sign("a", "b"); sign("b", "a"); sign("a", "a"); sign("a", "aaa"); sign("10", "9"); sign("", "x"); sign("\xff", "a"); sign("a\0b", "a\0a");
echo "\n";
var_dump("a" < "b", "a" < "B", "10" < "9", "10" < "9a", "abc" <=> "abd", "" < "0", "1e1" == "10", "a\0b" == "a\0c", "0e1" == "0e2");
foreach (["9", "10", "1e1", "abc", "010", " 10", "10 "] as $a) {
    foreach (["10", "abc", 10] as $b) {
        echo $a <=> $b, $a == $b ? "=" : "!", " ";
    }
}
echo "\n";
var_dump(strcmp(1, true), max("10", 9), max("abc", 0), min("abc", 0), max("10", "9a"), strcmp(null, ""));
