<?php
// Swapping and rotating through references; a reference to a local is made on iteration 60 and dropped later.
function swap(&$a, &$b) { $t = $a; $a = $b; $b = $t; }
function rotate($n) {
    $a = 1; $b = 2; $c = 3; $log = "";
    for ($i = 0; $i < $n; $i++) {
        swap($a, $b);
        if ($i % 3 == 0) swap($b, $c);
        if ($i == 60) { $r = &$a; $r = "r"; }
        if ($i > 60 && $i < 90) $r .= $i % 10;
        if ($i == 90) { $keep = $r; unset($r); }
        if ($i == 100) swap($a, $a);
    }
    return "$a $b $c " . ($keep ?? "-");
}
echo rotate(50), "\n", rotate(75), "\n", rotate(130), "\n";
$x = 0;
$refs = [];
for ($i = 0; $i < 120; $i++) {
    $x++;
    if ($i % 30 == 0) $refs[] = &$x;
    if ($i == 95) { unset($x); $x = 1000; }
    if ($i > 110) $refs[1]--;
}
var_dump($x, $refs);
$p = 1; $q = &$p;
for ($i = 0; $i < 100; $i++) { $q = $i; $s = $p + $q; if ($i == 97) $q = &$s; }
var_dump($p, $q, $s);
