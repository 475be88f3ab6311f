<?php
// A local that is an int for a long time, then a float, then a numeric string.
function mixed_sum($n) {
    $x = 1;
    $sum = 0;
    for ($i = 0; $i < $n; $i++) {
        if ($i == 90) $x = 1.5;
        if ($i == 140) $x = "2";
        if ($i == 180) $x = "0.25";
        if ($i == 190) $x = true;
        $sum += $x;
        $y = $x * 3;
        $z = $x - $i;
    }
    var_dump($x, $sum, $y, $z);
    return $sum;
}
mixed_sum(80);
mixed_sum(130);
mixed_sum(200);
$kind = ["int" => 0, "float" => 0, "string" => 0];
for ($i = 0; $i < 150; $i++) {
    $v = $i < 100 ? $i : ($i < 120 ? $i / 2 : "$i");
    if (is_int($v)) $kind["int"]++;
    elseif (is_float($v)) $kind["float"]++;
    else $kind["string"]++;
    $last = $v + 1;
}
var_dump($kind, $last);
