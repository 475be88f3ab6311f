<?php
// pow, **, sqrt and fmod: int and float results, overflow, negative bases, NAN and errors.
var_dump(pow(2, 10), pow(2, 63), pow(2, -2), pow(-8, 1 / 3), pow(0, 0), pow(0, -1), pow("3", "4"), pow(1.5, 2), pow(-2, 63), pow(-3, 3), pow(true, 5), pow(10, 308) * 10, 7 ** 23, (-1) ** PHP_INT_MAX);
var_dump(sqrt(16), sqrt(2), sqrt(-1), sqrt("9"), fmod(10, 3), fmod(-10, 3), fmod(5.5, -2), fmod(1, 0), fmod(INF, 2), fmod(5, INF));
$x = 3;
$x **= 2;
$x **= 0.5;
var_dump($x);
foreach ([function () { pow([], 2); }, function () { pow("x", 2); }, function () { sqrt("x"); }, function () { fmod(1); }, function () { return null ** new stdClass; }] as $f) {
    try {
        $f();
    } catch (Error $e) {
        echo get_class($e), ": ", $e->getMessage(), "\n";
    }
}
var_dump(pow("5 x", 2), sqrt(null));
