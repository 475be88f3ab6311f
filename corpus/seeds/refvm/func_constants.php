<?php
// define, const and defined: values, arrays, redefinition, case, and reserved names.
const A = 1, B = A + 1, C = [A, B, "k" => "v"];
var_dump(define("D", B * 2), D, C["k"], C[1], defined("D"), defined("d"), defined("NOPE"), defined("PHP_INT_MAX"));
var_dump(define("D", 5), D);
var_dump(define("ARR", [1, [2]]), ARR[1][0], define("with space", "ws"));
var_dump(constant("A"), constant("with space"), PHP_EOL === "\n");
class K { const X = self::Y . "!"; const Y = "y"; }
var_dump(constant("K::X"), defined("K::X"), defined("K::Z"));
try {
    constant("MISSING");
} catch (Error $e) {
    echo $e->getMessage(), "\n";
}
try {
    constant("K::MISSING");
} catch (Error $e) {
    echo $e->getMessage(), "\n";
}
try {
    define("K::Q", 1);
} catch (ValueError $e) {
    echo $e->getMessage(), "\n";
}
var_dump(define("TRUE", 5), true, TRUE, Null);
function f() { return A . UNKNOWN_CONST; }
f();
