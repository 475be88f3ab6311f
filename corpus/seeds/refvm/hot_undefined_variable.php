<?php
// A local that exists for most of the loop and is unset late; the warning comes with the right line each time.
function vanish($n) {
    $x = 1; $sum = 0;
    for ($i = 0; $i < $n; $i++) {
        if ($i == 70) unset($x);
        if ($i == 73) $x = 2;
        $sum += $x;
        $copy = $x;
    }
    var_dump($copy);
    return $sum;
}
var_dump(vanish(60), vanish(90));
function branch($n) {
    for ($i = 0; $i < $n; $i++) {
        if ($i < 100) $a = $i;
        else unset($a);
        $b = isset($a) ? $a : -1;
        if ($i == 101) {
            $c = $a . "text";
            $d = [$a];
            echo strlen($c), count($d), $a === null ? " null" : " set", "\n";
        }
    }
    return $b;
}
var_dump(branch(100), branch(103));
for ($i = 0; $i < 104; $i++) {
    if ($i == 100) unset($g);
    elseif ($i != 101) $g = $i;
    if ($i >= 99) { $g++; var_dump($g); }
}
