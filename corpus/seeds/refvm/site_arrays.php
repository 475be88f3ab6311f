<?php
// Array functions on keys far apart, on mixed keys, and on more elements than fit at first.
$ten = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];
echo implode(",", array_flip([300, 500])), count(array_count_values([100, 200, "a", "b", "c", "d", "e", "f", "g", 100])), "\n";
echo json(array_fill_keys([100, 200], 1)), json(array_combine([100, 200], ["a", "b"])), "\n";
echo json(array_pad(["k" => 1, 2], 5, 0)), json(array_pad([1, "k" => 2], -5, 0)), "\n";
echo json(array_merge(["a" => 1, 2], [3, "b" => 4])), json(array_replace($ten, [10 => 11, 12 => 13, 20 => 1])), "\n";
echo json(array_replace([1, 2], [20 => 3], ["a" => 4])), json(array_reverse($ten)), json(array_slice($ten, 2, 3)), "\n";
echo json(array_values(["a" => 1, "b" => 2])), json(range(1, 20, 5)), json(range(0.5, 2)), json(range("a", "e", 2)), "\n";
echo json(array_chunk($ten, 1)), json(array_chunk(["a" => 1, "b" => 2, "c" => 3], 2, true)), json(array_chunk($ten, 4)), "\n";
echo json(array_intersect($ten, [100, 2, 3])), json(array_diff($ten, [100, "2", "x"])), json(array_diff(["x", "z"], ["x", "y"])), json(array_unique([3, "3", 1, 3], SORT_REGULAR)), "\n";
echo json(array_diff_key(["a" => 1, "b" => 2], ["a" => 0])), json(array_intersect_key([1, 2, 3], [1 => 0])), "\n";
echo json(array_map(null, [1, 2], [3, 4])), json(array_map(fn($a, $b) => $a . $b, $ten, $ten)), "\n";
function json($a) {
    $s = "";
    foreach ($a as $k => $v) { $s .= $k . ":" . (is_array($v) ? json($v) : $v) . " "; }
    return "[" . $s . "]";
}
