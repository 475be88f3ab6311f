<?php
// && || xor ! and nested conditions; the right side has effects, and truthiness of late values of other types.
function touch_it(&$n, $v) {
    $n++;
    return $v;
}
function logic($n) {
    $calls = 0; $t = 0;
    for ($i = 0; $i < $n; $i++) {
        $v = $i < 90 ? $i % 3 : ($i < 110 ? "0" : ($i < 120 ? [] : ($i < 130 ? 0.0 : new stdClass)));
        if ($v && touch_it($calls, $i % 2)) $t++;
        if ($v || touch_it($calls, false)) $t += 10;
        if ($v xor $i % 5 == 0) $t += 100;
        $b = !$v && !($i % 7 == 0 || $i % 4 == 0);
        if ($b) $t += 10000;
        $c = $v and $i;
    }
    var_dump($calls, $t, $b, is_object($c) ? "object" : $c);
}
logic(80); logic(125); logic(150);
$bits = 0;
for ($i = 0; $i < 128; $i++)
    $bits += ($i & 1 && $i & 2 || $i & 4 && !($i & 8)) ? 1 : ($i & 16 ? 2 : 0);
var_dump($bits);
