<?php
// Recursion that goes deep before the first return, with work before the call; late, the deepest frame does something rare.
function deep($n, $at) {
    if ($n == $at) return rare($n);
    $n++;
    return deep($n, $at);
}
function rare($n) {
    $t = debug_backtrace();
    return count($t) * 1000 + $t[1]["args"][0];
}
var_dump(deep(0, 20), deep(0, 150), deep(0.0, 30));
function collect($n, $acc) {
    if ($n == 0) return $acc;
    $acc[] = $n * $n;
    if ($n == 30) $acc["rare"] = "late";
    return collect($n - 1, $acc);
}
$a = collect(140, []);
var_dump(count($a), $a[0], $a["rare"], array_sum(array_slice($a, 0, 50)));
function limit($n, $throw) {
    if ($n > 120 && $throw) throw new Exception("at depth $n");
    return $n > 130 ? $n : limit($n + 1, $throw);
}
for ($i = 0; $i < 4; $i++) {
    try {
        var_dump(limit(0, $i == 2));
    } catch (Exception $e) {
        echo $e->getMessage(), " with ", count($e->getTrace()), " frames\n";
    }
}
