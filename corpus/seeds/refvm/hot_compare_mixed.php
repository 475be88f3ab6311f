<?php
// <, ==, > between ints, floats, strings, null, bools and arrays; the pair of types changes as the loop runs.
function outcome($a, $b) {
    return ($a < $b ? 1 : 0) | ($a == $b ? 2 : 0) | ($a > $b ? 4 : 0) | ($a <= $b ? 8 : 0) | ($a !== $b ? 16 : 0);
}
$values = [5, 5.0, "5", "5.0", "abc", "", null, true, false, [5], [], "5 ", " 5", "1e1", 10];
$sum = 0;
for ($i = 0; $i < 120; $i++) $sum += outcome($i, 60);
var_dump($sum);
foreach ($values as $a) {
    $row = "";
    foreach ($values as $b) $row .= chr(65 + outcome($a, $b));
    echo $row, "\n";
}
function until($limit) {
    $i = 0;
    while ($i < $limit) {
        $i++;
        if ($i == 100) $limit = "105.5";
    }
    return $i;
}
var_dump(until(50), until(200), until("90"), until(99.5));
for ($i = 0; $i != "115"; $i++);
for ($j = 0.0; $j < "30"; $j += 0.25);
var_dump($i, $j);
