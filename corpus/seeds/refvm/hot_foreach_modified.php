<?php
// The array that a hot foreach walks is changed in its body: by value the copy is walked, whatever happens to the variable.
function grow_it($n) {
    $a = range(1, $n); $sum = 0;
    foreach ($a as $k => $v) {
        $sum += $v;
        $a[] = $v;
        if ($k == 60) $a = null;
        if ($k > 60) $a = [$k];
        if ($k == 100) unset($a);
    }
    return "$sum $k " . (isset($a) ? count($a) : "unset");
}
echo grow_it(50), "\n", grow_it(90), "\n", grow_it(101), "\n";
$g = ["a" => 1, "b" => 2, "c" => 3];
$seen = "";
for ($i = 0; $i < 60; $i++) {
    foreach ($g as $k => $v) {
        $seen = substr($seen . $k . $v % 10, -40);
        $g[$k] = $v + 1;
        if ($i == 55) unset($g["b"]);
        if ($i == 57) $g["d$v"] = 0;
    }
}
echo $seen, " ", implode(",", array_keys($g)), "\n";
function clear_global() { global $g; $g = null; }
$c = 0;
foreach ($g as $k => $v) { $c += $v; if ($c > 50) clear_global(); }
var_dump($c, $g);
for ($i = 0, $o = []; $i < 105; $i++) {
    foreach ([$i, $i + 1] as $i2 => $o[$i % 3]) if ($i > 100) $i++;
}
var_dump($i, $o);
