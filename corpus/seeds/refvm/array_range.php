<?php
// range over ints, floats and letters, downward and with steps, and its errors.
foreach ([[1, 5], [5, 1], [0, 10, 3], [10, 0, -5], ["a", "e"], ["e", "a", 2], [0, 1, 0.25], ["1", "3"], [3, 3], ["A", "c", 16], [1.5, 4], ["a", 3], ["", "c"], ["aa", "cc"]] as $args) {
    echo implode(",", array_map(function ($x) { return gettype($x)[0] . $x; }, call_user_func_array('range', $args))), "\n";
}
foreach ([[1, 2, 5], [1, 5, 0], [5, 1, 9], [0, PHP_INT_MAX]] as $args) {
    try {
        echo count(call_user_func_array('range', $args)), "\n";
    } catch (ValueError $e) {
        echo $e->getMessage(), "\n";
    }
}
