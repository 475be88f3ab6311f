<?php
// array_unique keeps the first of loosely equal values; array_reverse with and without keys.
var_dump(array_unique([1, "1", 2, 2.0, "a", "A", "a"]));
var_dump(array_unique(["x" => 4, "y" => "4", "z" => 3]));
var_dump(array_reverse(["a", "k" => "b", 5 => "c"]), array_reverse([3 => "x", 1 => "y"], true), array_reverse([]));
var_dump(array_values([5 => "a", "k" => "b"]));
$a = [1, 2];
$r = &$a[0];
$rev = array_reverse($a);
$r = 9;
var_dump($rev);
try {
    array_reverse(null);
} catch (TypeError $e) {
    echo $e->getMessage(), "\n";
}
var_dump(array_unique([[1], [1], [2]]) === [0 => [1], 2 => [2]]);
