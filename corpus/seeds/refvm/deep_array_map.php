<?php
// array_map, usort, call_user_func and array_walk inside each other, many levels down.
function map($n) {
    if ($n == 0) { return [0]; }
    switch ($n % 4) {
        case 0:
            return array_map(function ($x) use ($n) { return $x + array_sum(map($n - 1)); }, [1]);
        case 1:
            $l = [2, 1];
            usort($l, function ($a, $b) use ($n) { return array_sum(map($n - 1)) > 0 ? $a <=> $b : 0; });
            return $l;
        case 2:
            return [array_sum(call_user_func("map", $n - 1)) + 1];
        default:
            $l = ["k" => $n];
            array_walk($l, function (&$v, $k) { $v = array_sum(map($v - 1)) + strlen($k); });
            return $l;
    }
}
for ($n = 0; $n < 8; $n++) { echo array_sum(map($n)), " "; }
echo array_sum(map(16)), "\n";
function deepThrow($n) { return array_map(function ($x) use ($n) { if ($n == 0) { throw new Exception("deep"); } return deepThrow($n - 1); }, [1]); }
try {
    deepThrow(10);
} catch (Exception $e) {
    echo $e->getMessage(), " ", count($e->getTrace()), "\n";
}
