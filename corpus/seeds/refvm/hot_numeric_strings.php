<?php
// Arithmetic on numeric strings; late, one has trailing characters (a warning) and one is no number at all.
function total($n) {
    $sum = 0;
    for ($i = 0; $i < $n; $i++) {
        $s = $i < 100 ? "$i" : ($i < 102 ? "$i.5" : ($i < 104 ? " $i" : ($i == 104 ? "9 apples" : "1e2")));
        $sum += $s;
        $sum -= "1" * $s;
        $sum = $sum + +$s;
    }
    return $sum;
}
var_dump(total(90), total(103), total(107));
$cases = ["12", "12abc", "abc", "", "0x1A", ".5", "-7", null];
for ($i = 0; $i < 8; $i++) {
    for ($k = 0, $x = 0; $k < 20; $k++) {
        $v = $k < 19 ? "3" : $cases[$i];
        try {
            $x += $v * 2;
        } catch (TypeError $e) {
            echo $e->getMessage(), "\n";
        }
    }
    var_dump($x);
}
for ($i = 0; $i < 110; $i++) {
    $big = $i < 105 ? "9223372036854775806" : "9223372036854775807";
    $r = $big + 1;
}
var_dump($r);
