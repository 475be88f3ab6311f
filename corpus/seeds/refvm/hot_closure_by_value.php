<?php
// Closures that took a value: the value stays, whatever becomes of the variable; made anew in the loop and kept.
function adders($n) {
    $fs = [];
    $base = 10;
    for ($i = 0; $i < $n; $i++) {
        $f = function ($x) use ($i, $base) { $base++; return $x + $i * $base; };
        if ($i % 40 == 0) $fs[] = $f;
        $base = $f(0) % 50;
        if ($i == 100) $base = 2.5;
        if ($i == 110) $base = "7";
    }
    $out = [];
    foreach ($fs as $f) $out[] = $f(1) . "/" . $f(2);
    return implode(" ", $out) . " $base";
}
echo adders(60), "\n", adders(105), "\n", adders(130), "\n";
$k = 3;
$times = function ($x) use ($k) { return $x * $k; };
for ($i = 0, $s = 0; $i < 120; $i++) {
    $k++;
    $s += $times($i < 110 ? $i : $i / 4);
}
var_dump($s);
function compose($f, $g) { return function ($x) use ($f, $g) { return $g($f($x)); }; }
$h = fn($x) => $x;
for ($i = 0; $i < 40; $i++) $h = compose($h, $i % 2 ? fn($x) => $x + $i : fn($x) => $x * 2 % 10007);
var_dump($h(1), $h(3.0));
try {
    $late = function ($n) use ($undefined) { return $n . $undefined; };
    for ($i = 0; $i < 100; $i++) $r = $late($i);
    var_dump($r);
    $late();
} catch (ArgumentCountError $e) {
    echo substr($e->getMessage(), 0, 60), "\n";
}
