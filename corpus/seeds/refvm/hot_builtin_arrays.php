<?php
// Built-ins on arrays in hot loops; their argument is shared, modified in place, a hash or empty in turn; a wrong type late.
function work($i, $a) {
    $b = array_merge($a, [$i, "k" => $i]);
    sort($a);
    $n = array_sum(array_slice($b, -2)) + count(array_unique($b)) + (int)array_search($i, $b) + array_product([1, 2, $i % 5]);
    $n += count(array_chunk($b, 2)) + count(array_diff($b, $a)) + count(array_intersect_key($b, $a)) + count(array_fill_keys($a, 0));
    $c = array_combine(array_keys($b), array_reverse(array_values($b)));
    rsort($a);
    $n += current($c) + key(array_pad([], 3, 1)) + (array_is_list($c) ? 1000 : 0) + end($a) + reset($a) + max(array_count_values([1, 1, $i % 2]));
    ksort($c);
    arsort($b);
    return $n + array_key_first($b) . implode(",", array_keys($c));
}
$h = 0;
for ($i = 55; $i < 104; $i++) {
    $in = [3, 1, 2];
    if ($i >= 90) $in = ["x" => 3, "y" => 9, 7 => 1];
    if ($i >= 97) $in = [2.5, 1, "4"];
    try {
        if ($i == 102) $in = [];
        if ($i == 103) $in = null;
        $r = work($i, $in);
        $h = ($h * 31 + crc32($r)) % 1000000007;
        if ($i % 40 == 39 || $i > 96) echo "$i $r\n";
    } catch (Error $e) {
        echo get_class($e), " ", $e->getMessage(), "\n";
    }
}
var_dump($h);
$kept = range(5, 1);
for ($i = 0; $i < 100; $i++) { $copy = $kept; asort($copy); if ($i == 95) $kept[] = 0; krsort($copy); next($copy); $at = key($copy) . current($copy); }
var_dump($at, implode(",", $kept), implode(",", array_keys($copy)));
