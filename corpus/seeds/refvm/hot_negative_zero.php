<?php
// -0.0 from multiplication, division, negation and rounding, seen through printing and division.
function zeros($n) {
    $neg = 0; $pos = 0; $z = 0.0;
    for ($i = 0; $i < $n; $i++) {
        $z = $i < 100 ? $i * 0.0 : -$i * 0.0;
        $sign = fdiv(1, $z);
        if ($sign < 0) $neg++; else $pos++;
        if ($z == 0 && 0 == -$z) $same = true;
    }
    var_dump($neg, $pos, $z, -$z, $same);
}
zeros(90); zeros(130);
$text = "";
for ($i = 0; $i < 120; $i++) {
    $x = ($i > 110 ? -1 : 1) * 0.0;
    $s = "$x";
    if ($s !== "0") $text .= $s;
    $k = -$x;
}
var_dump($text, $k);
$int = 0;
for ($i = 0; $i < 110; $i++) {
    $int = -$int;
    $m = 0 * -$i;
    $f = round(-0.4);
}
var_dump($int, $m, $f, $f === 0.0, (int)$f, [1, 2][$f], 0.0 <=> -0.0);
