<?php
// Too few and too many arguments, func_get_args and func_num_args, also after changes.
function f($a, $b, $c = 3) {
    $a = "changed";
    echo func_num_args(), ":", implode(",", func_get_args()), "\n";
}
f(1, 2);
f(1, 2, 30, 40, 50);
class C { function __construct($x) {} function m($p) {} static function s($p, $q = 1) {} }
foreach ([
    function () { f(1); },
    function () { f(); },
    function () { new C; },
    function () { (new C(1))->m(); },
    function () { C::s(); },
    function () { strlen(); },
    function () { strlen("a", "b"); },
    function () { array_key_exists(1); },
    function () { $g = function ($need) {}; $g(); },
] as $t) {
    try {
        $t();
    } catch (ArgumentCountError $e) {
        $m = $e->getMessage();
        $at = strpos($m, ", ");
        echo $at ? substr($m, 0, strpos($m, " passed")) . substr($m, strpos($m, "and ")) : $m, "\n";
    }
}
f();
