<?php
// Elements appended in a hot loop: to a local, a nested array, a property; late to an array whose next index is taken.
class Log { public $rows = []; static $all = []; }
function append($n) {
    $a = []; $b = ["x" => ["y" => []]]; $log = new Log;
    for ($i = 0; $i < $n; $i++) {
        $a[] = $i;
        $b["x"]["y"][] = -$i;
        $log->rows[] = $a[$i] ?? -1;
        Log::$all[$i % 3][] = $i;
        $b[][] = $i;
        if ($i == 100) $a["key"] = "hash now";
        if ($i == 110) $a[500] = "far";
    }
    return count($a) . " " . array_key_last($a) . " " . count($b["x"]["y"]) . " " . count($b) . " " . count($log->rows) . " " . count(Log::$all[1]);
}
echo append(60), "\n", append(105), "\n", append(120), "\n";
$full = [PHP_INT_MAX - 105 => 0];
$errors = 0;
for ($i = 0; $i < 110; $i++) {
    try {
        $full[] = $i;
    } catch (Error $e) {
        $errors++;
        $text = $e->getMessage();
    }
}
var_dump($errors, $text, count($full));
$grow = [];
for ($i = 0; $i < 100; $i++) { $grow[] = $grow ? end($grow) + 1 : 5; if ($i == 98) $grow = [-3 => 7]; }
print_r($grow);
