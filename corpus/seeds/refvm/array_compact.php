<?php
// compact collects variables by name, nested lists of names, and warns about what is missing.
function f($p) {
    $x = 1;
    $y = [2];
    $null = null;
    var_dump(compact("x", ["y", ["p"]], "null"));
    var_dump(compact("missing", "x"));
    $c = compact("x");
    $c["x"]++;
    return $x;
}
var_dump(f("P"));
class T { function m() { return count(compact("this")); } }
var_dump((new T)->m());
var_dump(compact([]));
try {
    compact(5);
} catch (TypeError $e) {
    echo $e->getMessage(), "\n";
}
