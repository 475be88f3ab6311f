<?php
// Warnings and errors of strings in arithmetic, comparison by increment, and typed built-in arguments.
$ops = [
    function ($s) { return $s + 1; },
    function ($s) { return 1 - $s; },
    function ($s) { return $s * $s; },
    function ($s) { return $s % 3; },
    function ($s) { return $s | 0; },
    function ($s) { return -$s; },
    function ($s) { return $s ** 2; },
    function ($s) { return 8 >> $s; },
    function ($s) { return abs($s); },
    function ($s) { return str_repeat("x", $s); },
    function ($s) { $s += 1; return $s; },
];
foreach (["3", " 3 ", "3x", "x", "2.0", ""] as $s) {
    foreach ($ops as $i => $f) {
        try {
            echo $i, ":", $f($s), " ";
        } catch (Error $e) {
            echo $i, ":", get_class($e), " ";
        }
    }
    echo "\n";
}
