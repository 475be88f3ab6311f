<?php
// Leading-numeric strings warn, non-numeric strings throw a TypeError, arrays are unsupported operands.
var_dump("5 apples" + 1);
var_dump("1.5e3abc" * 2);
foreach (["abc", "", " ", "."] as $s) {
    try {
        var_dump($s + 1);
    } catch (TypeError $e) {
        echo get_class($e), ": ", $e->getMessage(), "\n";
    }
}
try {
    var_dump("abc" * []);
} catch (TypeError $e) {
    echo $e->getMessage(), "\n";
}
var_dump("12abc" | 1, 3 % "2x");
