<?php
// explode and implode: limits, empty pieces, argument orders, and their errors.
function show($a) { echo count($a), ":", implode("|", $a), "\n"; }
show(explode(",", "a,b,,c,"));
show(explode(",", ""));
show(explode(",", "abc"));
show(explode(",", "a,b,c", 2));
show(explode(",", "a,b,c", -1));
show(explode(",", "a,b,c", -9));
show(explode(",", "a,b,c", 0));
show(explode("ab", "abab"));
var_dump(implode([1, 2.5, true, null, false]), implode(", ", ["x" => 1, "y" => 2]), implode("-", []));
var_dump(implode(",", [[1], "b"]));
try {
    explode("", "abc");
} catch (ValueError $e) {
    echo $e->getMessage(), "\n";
}
try {
    implode(",", "x");
} catch (TypeError $e) {
    echo $e->getMessage(), "\n";
}
try {
    implode("x");
} catch (TypeError $e) {
    echo $e->getMessage(), "\n";
}
implode(",", [(object)[]]);
