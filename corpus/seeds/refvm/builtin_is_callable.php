<?php
// function_exists, is_callable and defined on every spelling, with callable names filled in.
class A { function m() {} static function s() {} private static function hid() {} function __invoke() {} static function test() { return is_callable('self::hid') . is_callable(['A', 'hid']); } }
class M { function __call($n, $a) {} }
abstract class Ab { abstract function x(); static function y() {} }
foreach (['strlen', 'STRLEN', 'nope', '', 'A::s', 'a::S', 'A::m', 'A::hid', 'A::', '::s', ['A', 's'], ['a', 'm'], [new A, 'M'], [new M, 'any'], ['M', 'any'], ['Ab', 'y'], ['Ab', 'x'], new A, new M, function () {}, null, 0, [], ['A', 's', 1], [1 => 'A', 0 => 's'], ["x" => 'A', "y" => 's']] as $i => $c) {
    echo $i, is_callable($c) ? "y" : "n", is_callable($c, true) ? "s" : "-", " ";
}
echo "\n", @A::test(), "\n";
is_callable([new A, 'm'], false, $name);
echo $name, " ";
is_callable('anything at all', true, $name);
echo $name, " ";
is_callable(fn() => 1, true, $name);
echo $name, " ";
is_callable(5, true, $name);
echo $name, "\n";
var_dump(function_exists("is_callable"), function_exists(""), defined("E_ALL"), defined(""), defined("true"));
try {
    function_exists();
} catch (ArgumentCountError $e) {
    echo $e->getMessage(), "\n";
}
