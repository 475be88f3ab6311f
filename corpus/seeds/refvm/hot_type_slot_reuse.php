<?php
// The same few locals take values of every type in turn, so that no guard on a type holds for long.
function whirl($n) {
    $a = 1; $b = 2.5; $c = "3"; $d = null; $e = [4];
    $seen = "";
    for ($i = 0; $i < $n; $i++) {
        $t = $a; $a = $b; $b = $c; $c = $d; $d = $e; $e = $t;
        $seen = gettype($a)[0] . substr($seen, 0, 11);
        if ($i > 100 && is_int($a)) $a += $i;
        if ($i > 150 && is_float($b)) $b = -$b;
        if ($i > 180 && is_array($e)) $e[] = $i;
    }
    echo $seen, "\n";
    var_dump($a, $b, $c, $d, $e);
}
whirl(120);
whirl(203);
$v = 0;
for ($i = 0; $i < 130; $i++) {
    switch ($i % 4) {
        case 0: $v = $i; break;
        case 1: $v = $v / 4; break;
        case 2: $v = "$v"; break;
        case 3: $v = [$v]; break;
    }
    if (is_array($v)) $v = $v[0];
}
var_dump($v);
