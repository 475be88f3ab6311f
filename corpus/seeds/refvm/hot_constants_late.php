<?php
// Constants that are defined late, redefined (a warning), and read in a hot function through constant() and classes.
class K { const A = 2; const B = self::A * 21; const LIST = [1, 2, ["x" => 3]]; }
class L extends K { const A = 5; }
function read($n) {
    $sum = 0; $undefined = 0;
    for ($i = 0; $i < $n; $i++) {
        try {
            $sum += LATE;
        } catch (Error $e) {
            $undefined++;
            if ($undefined == 70) define("LATE", 3);
        }
        if ($i == 150) define("LATE", 4);
        $sum += K::B + L::B + L::A + K::LIST[2]["x"];
    }
    return "$sum $undefined";
}
echo read(50), "\n", read(60), "\n", read(160), "\n";
const TOP = 1.5;
$names = ["TOP", "PHP_INT_SIZE", "K::A", "L::A", "M_PI", "Nope"];
$t = 0;
for ($i = 0; $i < 110; $i++) {
    try {
        $t += constant($names[$i < 100 ? $i % 4 : $i % 6]);
        $t += TOP + E_ALL;
    } catch (Error $e) {
        $bad = $e->getMessage();
    }
}
var_dump(round($t, 5), $bad, defined("LATE"));
function with_class($c) { for ($i = 0, $s = 0; $i < 60; $i++) $s += $c::A; return $s; }
var_dump(with_class("K"), with_class(new L), with_class("L"));
