<?php
// A backslash in front of a class or function that is named by a text means nothing, a second one does.
class Test {
    const C = 2;
    static $s = 1;
    static function foo() { return "foo"; }
    function bar() { return "bar"; }
}
class Sub extends Test {
    static function foo() { return "sub"; }
}
function g() { return "g"; }
function taken(callable $x) { return $x(); }
function attempt($what) {
    try {
        var_dump($what());
    } catch (Throwable $e) {
        echo get_class($e), ": ", $e->getMessage(), "\n";
    }
}
$texts = ["\\Test::foo", "\\g", "\\strlen", "\\\\g", "\\nope", "\\Nope::foo", "\\Test::nope", "\\Test::bar", "\\",
    "::foo", "\\::foo", "::", ":", ":foo", "Sub:foo", "Sub:::foo", "Sub::", "Sub::parent::foo", "\\self::foo"];
$pairs = [["\\Test", "foo"], ["\\\\Test", "foo"], ["\\Nope", "foo"], ["\\", "x"], ["Test", "\\foo"]];
foreach (array_merge($texts, $pairs) as $c) {
    echo is_array($c) ? implode(", ", $c) : $c, "\n";
    var_dump(is_callable($c, false, $name), $name, is_callable($c, true));
    attempt(function () use ($c) { return call_user_func($c); });
    attempt(function () use ($c) { return array_map($c, []); });
    attempt(function () use ($c) { return $c(); });
    attempt(function () use ($c) { return Closure::fromCallable($c)(); });
    attempt(function () use ($c) { return taken($c); });
}
var_dump("\\Test::foo"(), "\\g"(), ["\\Test", "foo"]());
var_dump(class_exists("\\Test"), class_exists("\\\\Test"), function_exists("\\g"), function_exists("\\\\g"));
var_dump(method_exists("\\Test", "foo"), is_a("\\Sub", "\\Test", true), get_parent_class("\\Sub"), constant("\\Test::C"));
foreach (["\\Test", "\\\\Test", "\\Nope", "", "\\"] as $c) {
    attempt(function () use ($c) { return new $c; });
    attempt(function () use ($c) { return $c::foo(); });
    attempt(function () use ($c) { return $c::$s + $c::C; });
    attempt(function () use ($c) { return new Test instanceof $c; });
}
