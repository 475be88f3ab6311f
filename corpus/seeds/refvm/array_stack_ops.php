<?php
// push, pop, shift, unshift: return values, renumbering, empty arrays and their errors.
$a = [5 => "a", "k" => "b", 7 => "c"];
var_dump(array_push($a, "d", ["e"]), array_pop($a), array_shift($a));
var_dump($a);
var_dump(array_unshift($a, "first", "second"), $a);
$e = [];
var_dump(array_pop($e), array_shift($e), array_unshift($e), array_push($e));
$r = [1, 2];
$ref = &$r[0];
array_unshift($r, 0);
$ref = "via ref";
var_dump($r);
try {
    array_push($undef, 1);
} catch (TypeError $ex) {
    echo $ex->getMessage(), "\n";
}
$s = "str";
try {
    array_pop($s);
} catch (TypeError $ex) {
    echo $ex->getMessage(), "\n";
}
try {
    array_unshift();
} catch (ArgumentCountError $ex) {
    echo $ex->getMessage(), "\n";
}
