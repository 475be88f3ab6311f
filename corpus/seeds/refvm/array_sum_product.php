<?php
// array_sum and array_product over mixed elements, overflow included.
var_dump(array_sum([1, 2.5, "3", true, null]), array_sum([]), array_product([]), array_product(["2", 3.0]), array_sum([PHP_INT_MAX, 1]), array_product([PHP_INT_MAX, 2]));
var_dump(array_sum(["5 apples", "x", ""]));
var_dump(array_sum([[1], 2]));
var_dump(array_product(["a", 2]), array_product([[1, 2], 3]));
var_dump(array_sum([1, (object)[]]));
try {
    array_sum(5);
} catch (TypeError $e) {
    echo $e->getMessage(), "\n";
}
var_dump(array_sum(["a" => 1, "b" => -1.0]));
