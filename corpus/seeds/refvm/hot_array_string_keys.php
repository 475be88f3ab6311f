<?php
// String keys, constant and computed; keys that look like ints; a key that is absent late.
function histogram($text) {
    $h = [];
    for ($i = 0; $i < strlen($text); $i++) {
        $c = $text[$i];
        if (isset($h[$c])) $h[$c]++;
        else $h[$c] = 1;
    }
    ksort($h);
    return $h;
}
$text = str_repeat("hello world ", 12) . "0123401";
foreach (histogram($text) as $c => $n) echo is_int($c) ? "#$c" : $c, $n, " ";
echo "\n";
$p = ["x" => 1, "y" => 2, "name" => "p"];
$sum = 0;
for ($i = 0; $i < 120; $i++) {
    $p["x"] += $p["y"];
    $p["y"] = $i;
    if ($i == 100) unset($p["x"]);
    if ($i == 102) $p["x"] = 0;
    $sum += $p["x"] ?? 1000;
}
var_dump($sum, $p);
function lookup($n) {
    $map = ["k1" => 1, "k2" => 2, "7" => 7, "07" => 70, "" => 5];
    $keys = ["k1", "k" . 2, 7, "7", "07", "", null, 7.0, true];
    $s = 0;
    for ($i = 0; $i < $n; $i++) {
        $k = $keys[$i < 90 ? $i % 6 : $i % 9];
        $s += $map[$k] ?? 100;
    }
    return $s;
}
var_dump(lookup(80), lookup(130));
