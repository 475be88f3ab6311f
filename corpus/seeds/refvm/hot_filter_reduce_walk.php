<?php
// array_filter, array_reduce and array_walk with hot callbacks; values by reference, types that change late.
$sum = 0;
for ($i = 0; $i < 25; $i++) {
    $list = range(0, 15);
    $odd = array_filter($list, fn($x) => $x & 1);
    $keys = array_filter($list, fn($k) => $k % 4 == 0, ARRAY_FILTER_USE_KEY);
    $sum += array_reduce($odd, fn($c, $x) => $c + $x) + array_reduce($keys, fn($c, $x) => $c ?? 0, null);
    array_walk($list, function (&$v, $k, $by) { $v = $by > 20 ? "$v$k" : $v * $by + $k; }, $i);
    $sum += $list[15];
}
var_dump($sum, $list[3]);
function pipeline($n, $rare) {
    return array_reduce(array_filter(array_map(fn($x) => $x == $rare ? null : $x * 2, range(1, $n)), function ($x) {
        if ($x === null) return true;
        return $x % 3 == 0;
    }), function ($carry, $x) {
        if ($x === null) return "$carry!";
        return is_string($carry) ? $carry . $x % 10 : $carry + $x;
    }, 0);
}
var_dump(pipeline(60, 0), pipeline(140, 120));
class Acc { public $t = 0; function add($v, $k) { $this->t += $v; if ($k === "stop") throw new Exception("stopped at $this->t"); } }
$acc = new Acc;
$in = array_fill(0, 110, 3);
$in["stop"] = 1; $in["after"] = 5;
try {
    array_walk($in, [$acc, "add"]);
} catch (Exception $e) {
    echo $e->getMessage(), "\n";
}
