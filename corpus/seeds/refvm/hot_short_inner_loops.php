<?php
// Inner loops of zero to four iterations, whose trip counts change from one entry to the next.
function inner($n) {
    $total = 0;
    for ($i = 0; $i < $n; $i++) {
        for ($j = 0; $j < $i % 5; $j++) {
            $total += $j;
            for ($k = $j; $k < 3; $k++) $total += $k * $i;
        }
        $m = $i % 3;
        while ($m > 0) { $total ^= $m; $m--; }
        foreach ([[], [1], [1, 2]][$i % 3] as $v) $total += $v;
    }
    return $total;
}
var_dump(inner(20), inner(120));
$text = ""; $count = 0;
for ($i = 0; $i < 100; $i++) {
    for ($j = $i; $j % 4 != 0; $j++) $count++;
    if ($i == 95) {
        for ($j = 0; $j < 100; $j++) $count += 2;
    }
    for ($k = 0; $k < 1; $k++) $text = $i . $text;
    if (strlen($text) > 20) $text = substr($text, 0, 9);
}
var_dump($text, $count, $j, $k);
