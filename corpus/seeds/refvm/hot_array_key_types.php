<?php
// One expression, $a[$k], with keys that are ints, strings, floats, bools, null and arrays as the loop goes on.
function touch_keys($keys, $n) {
    $a = []; $errors = 0;
    for ($i = 0; $i < $n; $i++) {
        $k = $keys[$i < 80 ? 0 : min(intdiv($i - 70, 10), count($keys) - 1)];
        try {
            $a[$k] = ($a[$k] ?? 0) + 1;
            if (isset($a[$k]) && !empty($a[$k])) $a["hits"] = ($a["hits"] ?? 0) + 1;
        } catch (TypeError $e) {
            if ($errors++ == 0) echo $e->getMessage(), "\n";
        }
    }
    echo $errors;
    foreach ($a as $k => $v) echo " ", is_int($k) ? "#" : "", "$k=$v";
    echo "\n";
}
touch_keys([5, "5", "05", 5.0, true, null, "x"], 70);
touch_keys([5, "5", "05", 5.0, true, null, "x"], 150);
touch_keys(["a", 1, [], new stdClass, "b"], 120);
for ($i = 0; $i < 103; $i++) {
    $k = $i < 101 ? $i % 3 : 1.7;
    $b[$k] = $i;
    $read = $b[$k];
}
var_dump($b, $read);
try {
    for ($i = 0; $i < 110; $i++) {
        $c = $i < 100 ? [1] : [[]];
        $v = $b[$c[0]] ?? "none";
    }
} catch (TypeError $e) {
    echo "$i ", $e->getMessage(), "\n";
}
