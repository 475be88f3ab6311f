<?php
// Callbacks that call back into the same built-ins, change captured state, and throw half-way.
$depth = 0;
$f = function ($x) use (&$f, &$depth) {
    if (++$depth > 4) return $x;
    return array_sum(array_map($f, [$x, $x + 1]));
};
echo $f(1), " $depth\n";
$log = [];
$r = array_map(function ($x) use (&$log) {
    $log[] = "m$x";
    return array_filter([$x, -$x, 0], function ($y) use (&$log) { $log[] = "f$y"; return $y > 0; });
}, [1, 2]);
echo implode(",", $log), count($r), "\n";
$data = [3, 1, 2];
usort($data, function ($a, $b) use (&$cmp) {
    $cmp++;
    $inner = [$b, $a];
    usort($inner, fn($p, $q) => $p <=> $q);
    return $inner[0] === $a ? -1 : 1;
});
echo implode($data), $cmp > 0 ? "y" : "n", "\n";
try {
    array_map(function ($x) { return array_reduce([1, 2], function ($c, $y) use ($x) { if ($x + $y == 4) throw new Exception("$x,$y"); return $c . $y; }, ""); }, [1, 2, 3]);
} catch (Exception $e) {
    echo $e->getMessage(), count($e->getTrace()), "\n";
}
$arr = [1, 2, 3];
array_walk($arr, function (&$v, $k) use (&$arr) { if ($k == 0) $arr[] = 4; $v *= 10; });
echo implode(",", $arr), "\n";
echo implode(",", array_map(function ($x) use (&$arr) { $arr = null; return $x; }, $arr)), "\n";
array_walk($data, function ($v, $k) { if ($k == 1) undefined_thing($v); });
