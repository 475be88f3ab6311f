<?php
// return out of nested loops: over arrays that are freed on the way out, with live temporaries, by reference.
function find($rows, $what) {
    foreach ($rows as $r => $row)
        foreach ($row as $c => $cell)
            if ($cell === $what) return "$r:$c";
    return null;
}
function grid($n) {
    $g = [];
    for ($i = 0; $i < $n; $i++)
        for ($j = 0; $j < 6; $j++) $g["r$i"][] = $i * 10 + $j;
    return $g;
}
$g = grid(12);
$seen = "";
for ($i = 0; $i < 120; $i++) {
    $at = find($g, $i);
    if ($at !== null) $seen = $at;
    else $at = find(grid(1), $i % 6);
}
var_dump($seen, $at, find($g, "0"));
function first_over($limit) {
    for ($i = 0; ; $i++) {
        foreach (["a" . $i, "b" . $i] as $s) {
            $t = [$s, $i];
            if (strlen($s) * $i > $limit) return $t;
        }
    }
}
print_r(first_over(50));
print_r(first_over(380));
