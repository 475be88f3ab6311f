<?php
// Every compound assignment on a local, an element and a property at once; late, an operand is of another type.
class P { public $v = 7; }
function compound($n, $late) {
    $x = 7; $a = ["e" => 7]; $p = new P;
    for ($i = 1; $i < $n; $i++) {
        $by = $i == 100 ? $late : $i;
        $x += $by; $a["e"] += $by; $p->v += $by;
        $x *= 3; $a["e"] *= 3; $p->v *= 3;
        $x -= 5; $a["e"] -= 5; $p->v -= 5;
        $x %= 1009; $a["e"] %= 1009; $p->v %= 1009;
        $x |= 1; $a["e"] ^= 3; $p->v &= 1022;
        $x <<= 2; $a["e"] >>= 1; $p->v .= "";
    }
    echo json_like([$x, $a["e"], $p->v]), "\n";
}
function json_like($a) {
    $s = "";
    foreach ($a as $v) $s .= gettype($v) . ":" . $v . " ";
    return $s;
}
compound(90, 0); compound(120, 4); compound(120, 2.0); compound(120, "6"); compound(120, null); compound(120, true);
$u = 2;
for ($i = 0; $i < 100; $i++) { $u **= 1; $u /= 1; $u ??= 9; }
var_dump($u);
try {
    for ($i = 0; $i < 120; $i++) $u += $i == 110 ? [] : 1;
} catch (TypeError $e) {
    echo $e->getMessage(), " $i $u\n";
}
