<?php
// array_filter with and without callback and with key modes; array_reduce with initial values.
var_dump(array_filter([0, 1, "", "0", "a", null, [], [0], 0.0, "k" => false]));
var_dump(array_filter(["a" => 1, "b" => 2], function ($v) { return $v > 1; }));
var_dump(array_filter(["a" => 1, "b" => 2], function ($k) { return $k == "a"; }, ARRAY_FILTER_USE_KEY));
var_dump(array_filter(["a" => 1, "b" => 2], function ($v, $k) { return "$k$v" != "a1"; }, ARRAY_FILTER_USE_BOTH));
var_dump(array_reduce([1, 2, 3], function ($c, $x) { echo gettype($c), " "; return $c + $x; }), array_reduce([], 'max', "init"), array_reduce([[1], [2]], 'array_merge', []));
try {
    array_filter([1], 'nope');
} catch (TypeError $e) {
    echo $e->getMessage(), "\n";
}
try {
    array_reduce([1, 2, 3], function ($c, $x) { if ($x == 2) throw new Exception("stop $c"); return "$c$x"; }, "s");
} catch (Exception $e) {
    echo $e->getMessage(), "\n";
}
try {
    array_reduce(null, 'max');
} catch (TypeError $e) {
    echo $e->getMessage(), "\n";
}
