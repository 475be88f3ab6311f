<?php
// Array functions with sizes, steps and elements that they refuse or skip.
function attempt($what, $f) {
    try {
        echo $what, ': ';
        var_dump($f());
    } catch (Throwable $e) {
        echo get_class($e), ': ', $e->getMessage(), "\n";
    }
}
set_error_handler(function ($level, $text) { echo "[$level $text] "; return true; });
attempt('fill', function () { return array_fill(0, 100000000000, 1); });
attempt('fill none', function () { return array_fill(3, 0, 1); });
attempt('fill negative', function () { return array_fill(0, -1, 1); });
attempt('pad', function () { return array_pad([1], 10000000, 0); });
attempt('chunk', function () { return array_chunk([1, 2], 0); });
attempt('combine', function () { return array_combine([1, 2], [1]); });
attempt('values', function () { return array_count_values([1, 'a', 1.5, null, 'a']); });
attempt('flip', function () { return array_flip([1, 'a', 1.5, null]); });
attempt('range', function () { return range(1, 2, 5); });
attempt('step', function () { return range(1, 10, 0); });
attempt('recursive', function () { $a = [1]; $a[1] = &$a; return count($a, COUNT_RECURSIVE); });
attempt('mode', function () { return count([1], 7); });
attempt('rand', function () { return max([]); });
attempt('min', function () { return min(1); });
attempt('walk', function () {
    $a = [1, 2];
    return array_walk($a, function () use (&$a) { $a = 5; });
});
attempt('shorter', function () {
    $a = [1, 2, 3];
    array_walk($a, function ($v, $k) use (&$a) { echo $v; unset($a[$k + 1]); });
    return $a;
});
