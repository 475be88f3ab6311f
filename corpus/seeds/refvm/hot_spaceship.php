<?php
// <=> as a value: in sums, as an index, in a comparison; over ints, then floats, strings and arrays.
function direction($n) {
    $names = [-1 => "down", 0 => "same", 1 => "up"];
    $counts = ["down" => 0, "same" => 0, "up" => 0];
    $prev = 0;
    for ($i = 0; $i < $n; $i++) {
        $v = ($i * 7) % 11;
        if ($i > 100) $v = $v / 2;
        if ($i > 130) $v = "$v";
        $counts[$names[$v <=> $prev]]++;
        $prev = $v;
    }
    return $counts;
}
print_r(direction(100)); print_r(direction(160));
$sum = 0;
for ($i = 0; $i < 120; $i++) {
    $sum = $sum * 2 + ($i <=> 60) & 0xffff;
    if (($i <=> 100) >= 0) $sum ^= 1;
}
var_dump($sum);
$r = 0;
for ($i = 0; $i < 105; $i++) {
    $l = $i < 100 ? [1, $i] : [1, $i, 0];
    $r += $l <=> [1, 50];
    $r += (null <=> ($i > 100)) + ("a" <=> ($i > 102 ? 0 : "b"));
}
var_dump($r);
