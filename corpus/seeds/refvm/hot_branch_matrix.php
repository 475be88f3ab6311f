<?php
// Sixteen ways through one loop body, all taken, in an order that differs from one half of the loop to the next.
function ways($n, $seed) {
    $h = $seed; $c = array_fill(0, 4, 0);
    for ($i = 0; $i < $n; $i++) {
        $h = ($h * 1103515245 + 12345) & 0x7fffffff;
        $r = $i < $n / 2 ? $i : $h >> 8;
        if ($r & 1) {
            $c[0]++;
            if ($r & 2) $c[1] += 2; else $c[1]--;
        } else {
            if ($r & 4) { $c[2] += $c[0]; $c[0] = 0; }
            else $c[2] -= 3;
        }
        if ($r & 8 xor $r & 16) $c[3] = $c[3] * 2 % 997 + 1;
        elseif ($r & 32) $c[3] += $i;
        else if ($r & 64) { $t = $c[0]; $c[0] = $c[3]; $c[3] = $t; }
    }
    return implode(" ", $c) . " " . ($h & 255);
}
for ($s = 1; $s < 6; $s++) echo ways(60 * $s, $s), "\n";
$state = "a"; $path = "";
for ($i = 0; $i < 200; $i++) {
    if ($state == "a") $state = $i % 3 ? "b" : "c";
    elseif ($state == "b") $state = $i % 5 ? "c" : "d";
    elseif ($state == "c") $state = $i > 150 ? "e" : "a";
    elseif ($state == "d") $state = "a";
    else $state = $i % 2 ? "a" : "e";
    $path = substr($path . $state, -40);
}
echo $path, "\n";
