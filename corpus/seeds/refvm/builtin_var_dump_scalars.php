<?php
// var_dump of scalars, binary strings, references in arrays, several arguments and no argument.
$x = 1;
$nested = ["a" => [], "b" => [[]], 0 => null, -7 => true, "ref" => &$x, "s" => "a\0b\"'\n", "" => "empty key"];
var_dump($nested, 0.1 + 0.2, -0.0, 1e-10, 1.5e+300, "\xff\xfe" === "\u{fe}");
var_dump("multi
line", "", "0");
print_r($nested);
print_r(null);
print_r(false);
print_r(1.0);
echo print_r("s", true), print_r([], true), strlen(print_r([1, [2]], true)), "\n";
try {
    var_dump();
} catch (ArgumentCountError $e) {
    echo $e->getMessage(), "\n";
}
var_dump(var_dump(1));
