<?php
// Calls of methods that do not exist, on objects and classes, by name and by variable.
class A {
    public $prop;
    function __construct() { $this->prop = function () { return "closure"; }; }
}
$calls = [
    function ($a) { return $a->nope(); },
    function ($a) { return A::nope(); },
    function ($a) { $n = "Nope"; return $a->$n(); },
    function ($a) { return $a->prop(); },
    function ($a) { return ($a->prop)(); },
    function ($a) { $n = 12; return $a->$n(); },
    function ($a) { return Missing::f(); },
    function ($a) { $f = "Missing::f"; return $f(); },
    function ($a) { $f = "A::nope"; return $f(); },
    function ($a) { $f = [$a, "nope"]; return $f(); },
    function ($a) { $f = ["A"]; return $f(); },
    function ($a) { $f = [1, 2]; return $f(); },
    function ($a) { return $a(); },
    function ($a) { $f = "no_such_function"; return $f(); },
    function ($a) { return no_such_function(1); },
    function ($a) { $f = 1.5; return $f(); },
];
foreach ($calls as $i => $f) {
    try {
        echo $i, ": ";
        var_dump($f(new A));
    } catch (Error $e) {
        echo $e->getMessage(), "\n";
    }
}
