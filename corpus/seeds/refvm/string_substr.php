<?php
// substr at every edge, with null length and negative arguments.
foreach ([[0], [2], [-2], [5], [6], [-9], [0, 2], [1, -1], [2, -3], [2, -4], [-3, 2], [-3, -2], [0, 0], [0, 99], [-99, 2], [3, null]] as $a) {
    var_dump(call_user_func_array('substr', array_merge(["hello"], $a)));
}
try {
    substr();
} catch (ArgumentCountError $e) {
    echo $e->getMessage(), "\n";
}
try {
    substr("abc", "x");
} catch (TypeError $e) {
    echo $e->getMessage(), "\n";
}
var_dump(substr("abc", "1"), substr(12345, 1.0, 2), substr("abc", 1.5));
