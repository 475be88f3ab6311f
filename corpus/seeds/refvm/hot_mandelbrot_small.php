<?php
// Floating point in nested loops; some variables start as ints, and the bound of the inner loop becomes infinite late.
function dot($cr, $ci, $max) {
    $zr = 0; $zi = 0; $i = 0;
    while ($i < $max && $zr * $zr + $zi * $zi < 4) {
        $t = $zr * $zr - $zi * $zi + $cr;
        $zi = 2 * $zr * $zi + $ci;
        $zr = $t;
        $i++;
    }
    return $i;
}
for ($y = -4; $y <= 4; $y++) {
    $line = "";
    for ($x = -10; $x < 4; $x++) $line .= " .:-=+*#%@"[min(9, dot($x / 5, $y / 4, 12))];
    echo rtrim($line), "\n";
}
var_dump(dot(0, 0, 150), dot(-1, 0, 150), dot(1, 1, INF), dot("0.3", 0.5, 20), dot(true, null, 9));
function leibniz($n) {
    $s = 0; $sign = 1;
    for ($i = 0; $i < $n; $i++) { $s += $sign / (2 * $i + 1); $sign = -$sign; }
    return 4 * $s;
}
function newton($x) { $g = $x; for ($i = 0; $i < 60; $i++) { $n = ($g + $x / $g) / 2; if ($n == $g) break; $g = $n; } return $g; }
echo round(leibniz(150), 10), " ", newton(2), " ", newton(1e10), " ", newton(16), "\n";
