<?php
// in_array, array_search, array_keys with a value, array_key_exists: loose and strict.
$a = ["1", 2, "a", null, 0, "k" => "v", 7 => false];
var_dump(in_array("2", $a), in_array("2", $a, true), in_array("abc", [0]), in_array(null, [0]), in_array(null, [0], true), in_array([1], [[1]]));
var_dump(array_search("v", $a), array_search(false, $a), array_search(false, $a, true), array_search("zz", $a), array_search(2.0, $a));
var_dump(array_keys($a), array_keys($a, null), array_keys($a, "1", true));
var_dump(array_key_exists("k", $a), array_key_exists(3, $a), array_key_exists("7", $a), array_key_exists(null, ["" => 1]), array_key_exists(99, $a), array_key_exists(1.5, $a));
try {
    array_key_exists([], $a);
} catch (TypeError $e) {
    echo $e->getMessage(), "\n";
}
try {
    in_array(1, "x");
} catch (TypeError $e) {
    echo $e->getMessage(), "\n";
}
