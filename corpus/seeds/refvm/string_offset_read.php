<?php
// Reading string offsets: negative, numeric strings, bools, floats, and out of range.
$s = "abcdef";
var_dump($s[0], $s[-1], $s["1"], $s["-2"], "lit"[1], $s[1][0]);
var_dump($s[6]);
var_dump($s[-7]);
var_dump($s[true]);
var_dump($s[1.7]);
var_dump($s[null]);
var_dump($s["2x"]);
foreach (["x", "1.5", " 1", ""] as $k) {
    try {
        var_dump($s[$k]);
    } catch (TypeError $e) {
        echo $e->getMessage(), "\n";
    }
}
try {
    var_dump($s[[]]);
} catch (TypeError $e) {
    echo $e->getMessage(), "\n";
}
