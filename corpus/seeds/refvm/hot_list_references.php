<?php
// Destructuring with references: elements of the array become references in a hot loop, late from a shared array.
function bump(&$pair) { [&$a, [&$b]] = $pair; $a++; $b += 2; }
$pair = [0, [0]]; $copy = null;
for ($i = 0; $i < 110; $i++) {
    if ($i == 60) $copy = $pair;
    bump($pair);
    if ($i == 100) $pair[1][0] = "7";
}
var_dump($pair[0], $pair[1][0], $copy[0], $copy[1][0]);
function rows($n) {
    $table = [];
    for ($i = 0; $i < 10; $i++) $table[] = ["id" => $i, "v" => [$i, $i]];
    for ($r = 0; $r < $n; $r++)
        foreach ($table as ["id" => $id, "v" => [&$x, $y]]) {
            $x += $id + $y;
            if ($r == 11 && $id == 5) $y = $table;
        }
    return array_sum(array_map(fn($t) => $t["v"][0] * 3 + $t["v"][1], $table));
}
var_dump(rows(5), rows(14));
$list = [1, 2];
for ($i = 0; $i < 105; $i++) {
    [$p, &$q] = $list;
    $q += $p;
    if ($i == 100) $other = $list;
    if ($i == 102) unset($q);
}
var_dump($list, $other);
