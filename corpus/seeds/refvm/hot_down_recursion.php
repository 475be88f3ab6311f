<?php
// Recursion with the work after the call: the hot part is the way back, through frames with temporaries.
function sum_to($n) { return $n ? $n + sum_to($n - 1) : 0; }
function text_of($n) { return $n ? text_of($n - 1) . $n % 10 : "<"; }
function list_of($n) {
    if (!$n) return [];
    $l = list_of($n - 1);
    $l[] = $n;
    return $l;
}
function mixed_of($n) {
    if ($n == 0) return 1;
    $r = mixed_of($n - 1);
    if ($n == 100) $r = $r / 2;
    if ($n == 110) $r = "$r";
    return $r + $n;
}
var_dump(sum_to(20), sum_to(150), sum_to(12.0), mixed_of(90), mixed_of(105), mixed_of(115));
echo text_of(30), text_of(120), "\n";
echo array_sum(list_of(130)), "\n";
function fail_back($n) {
    if ($n == 0) return 0;
    $r = fail_back($n - 1) + 1;
    if ($r == 115) throw new Exception("r is $r");
    return $r;
}
try {
    var_dump(fail_back(100));
    fail_back(140);
} catch (Exception $e) {
    echo $e->getMessage(), " ", count($e->getTrace()), "\n";
}
