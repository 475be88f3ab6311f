<?php
// instanceof with classes, parents, interfaces, strings, unknown names and non-objects.
interface I {}
interface J extends I {}
abstract class P implements J {}
class C extends P {}
$o = new C;
$name = "c";
var_dump($o instanceof C, $o instanceof P, $o instanceof J, $o instanceof I);
var_dump($o instanceof Missing, $o instanceof $name, $o instanceof $o, $o instanceof Countable);
var_dump(5 instanceof stdClass === false, !$o instanceof C, null instanceof C);
var_dump(is_a($o, "I"), is_a("C", "I"), is_a("C", "I", true), is_subclass_of($o, "C"), is_subclass_of("C", "I"));
$f = function () {};
var_dump($f instanceof Closure);
foreach ([1, null, [], 1.5] as $class) {
    try {
        var_dump($o instanceof $class);
    } catch (Error $e) {
        echo $e->getMessage(), "\n";
    }
}
