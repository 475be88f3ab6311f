<?php
// print_r nesting and indentation of arrays and objects, and its returned form.
class P { public $a = [1, ["x" => null]]; protected $b = true; private $c = 1.0; }
class Q extends P { private $c = "own"; public $p; }
$q = new Q;
$q->p = new P;
print_r($q);
print_r([[], [[]], "k" => new stdClass, 5 => "line1\nline2"]);
echo "|\n";
$s = print_r([1 => [2 => [3 => []]]], true);
echo strlen($s), crc32($s), "\n";
var_dump(print_r("x"), print_r(0.1, true), print_r(-0.0, true), print_r(1e100, true));
function f() { return print_r(func_get_args(), true); }
echo f(1, [2], null);
print_r(function () {});
try {
    print_r();
} catch (ArgumentCountError $e) {
    echo $e->getMessage(), "\n";
}
