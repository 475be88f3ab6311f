<?php
// array_map: keys kept or lost, several arrays, null callback, by-reference callback, and errors.
var_dump(array_map(function ($x) { return $x * 2; }, ["a" => 1, "b" => 2]));
var_dump(array_map(function ($x, $y) { return "$x$y"; }, ["k" => 1, 2], ["a"]));
var_dump(array_map(null, [1, 2], ["x"]), array_map(null, ["k" => 1]), array_map('strtoupper', ["k" => "v"]), array_map(null, []));
array_map(function (&$x) { $x++; }, [1]);
try {
    array_map('no_such', [1]);
} catch (TypeError $e) {
    echo $e->getMessage(), "\n";
}
try {
    array_map(function ($a, $b) {}, [1]);
} catch (ArgumentCountError $e) {
    echo get_class($e), "\n";
}
try {
    array_map(function ($x) { if ($x > 1) throw new Exception("at $x"); echo "ok $x\n"; return $x; }, [1, 2, 3]);
} catch (Exception $e) {
    echo $e->getMessage(), "\n";
}
try {
    array_map('strlen', 5);
} catch (TypeError $e) {
    echo $e->getMessage(), "\n";
}
try {
    array_map('strlen', [[]]);
} catch (TypeError $e) {
    echo $e->getMessage(), "\n";
}
