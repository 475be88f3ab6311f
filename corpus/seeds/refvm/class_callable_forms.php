<?php
// Every form of callable: strings, pairs, closures, invokable objects; is_callable says which.
class A {
    function m($x) { return "m$x"; }
    static function s($x) { return "s$x"; }
    private function p($x) { return "p$x"; }
    function __invoke($x) { return "i$x"; }
    function inner() { return [is_callable([$this, "p"]), call_user_func([$this, "p"], 1), call_user_func("self::s", 2)]; }
}
$a = new A;
foreach (["strlen", "A::s", ["A", "s"], [$a, "m"], [$a, "s"], $a, function ($x) { return "c$x"; }] as $f) {
    var_dump(is_callable($f), call_user_func($f, "1"), $f("2"));
}
foreach (["nope", "A::m", "A::p", [$a, "p"], [$a], ["A", "zip"], 5, null, "A::", [$a, "parent::m"]] as $f) {
    var_dump(is_callable($f));
}
foreach (["nope", "A::p", [$a, "p"], [$a, "q"], ["Zip", "z"], 7, [$a]] as $f) {
    try {
        call_user_func($f, 1);
    } catch (TypeError $e) {
        echo $e->getMessage(), "\n";
    }
}
print_r($a->inner());
