<?php
// floor, ceil, round and abs: types, halves, precision, negative zero and refused arguments.
var_dump(floor(1.5), floor(-1.5), floor(5), ceil(1.2), ceil(-1.2), ceil("3.1"), floor(null ?? 0), ceil(-0.5), floor(true));
var_dump(round(2.5), round(-2.5), round(3.5), round(1.955, 2), round(5.045, 2), round(1234567.891, -3), round(1234, -2), round(-1250, -2), round(5, 3), round(1.5e20), round("2.5"), round(0.285, 2), round(1.45, 1));
var_dump(abs(-0.0), abs("-5.5"), abs(false), round(PHP_INT_MAX, -1), round(-0.4), round(NAN), floor(-INF));
foreach (['floor', 'ceil', 'round', 'abs'] as $f) {
    foreach (["abc", "5x", [], null] as $bad) {
        try {
            var_dump($f($bad));
        } catch (TypeError $e) {
            echo $e->getMessage(), "\n";
        }
    }
}
