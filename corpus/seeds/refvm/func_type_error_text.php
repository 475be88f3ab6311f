<?php
// The full text of an uncaught TypeError, with its call trace through a method and a closure.
class A {
    function run(callable $f, $x) { return $f($x); }
    static function go(array $list, ?A $a, self $b) { return $a ? $a->run(function (int $n) { return $n; }, $list[0]) : null; }
}
try {
    A::go(5, null, new A);
} catch (TypeError $e) {
    echo substr($e->getMessage(), 0, 60), " line ", $e->getLine(), "\n";
}
try {
    A::go([], new stdClass, new A);
} catch (TypeError $e) {
    echo substr($e->getMessage(), 0, 70), "\n";
}
try {
    (new A)->run("nofunc", 1);
} catch (TypeError $e) {
    echo substr($e->getMessage(), 0, 70), "\n";
}
echo A::go([7], new A, new A), "\n";
A::go(["seven", 1.5, null, true, [1], new A], new A, new A);
