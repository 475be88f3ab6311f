<?php
// gettype, get_debug_type and the is_* family over one value of each type.
class T { public function __invoke() {} }
$vals = [null, false, 1, 1.5, "s", "7", [], new T, function () {}, -0.0, NAN];
foreach ($vals as $v) {
    echo gettype($v), " ", get_debug_type($v), " ", (int)is_null($v), (int)is_bool($v), (int)is_int($v), (int)is_float($v), (int)is_string($v),
        (int)is_array($v), (int)is_object($v), (int)is_scalar($v), (int)is_numeric($v), (int)is_callable($v), (int)is_iterable($v), (int)is_countable($v), "\n";
}
var_dump(is_nan(NAN), is_infinite(-INF), is_finite(1e308 * 10));
try {
    is_int();
} catch (ArgumentCountError $e) {
    echo $e->getMessage(), "\n";
}
try {
    is_nan("x");
} catch (TypeError $e) {
    echo $e->getMessage(), "\n";
}
