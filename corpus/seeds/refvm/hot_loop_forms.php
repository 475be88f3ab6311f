<?php
// while, do, for with several expressions or none, foreach; conditions with effects, and the values after the loop.
function forms($n) {
    $log = [];
    $i = $n;
    while ($i--) if ($i % 40 == 39) $log[] = $i;
    do { $i += 3; } while ($i < $n && $i != 61);
    $log[] = $i;
    for ($a = 0, $b = $n; $a < $b; $a++, $b--);
    $log[] = "$a/$b";
    for (;;) {
        if (++$i > 2 * $n) break;
        if ($i % 2) continue;
        $i++;
    }
    $log[] = $i;
    for ($k = 0; $k < 5, $k < $n; $k += 2) $last = $k;
    $log[] = $last;
    while (($x = next_one($n)) !== null) $sum = ($sum ?? 0) + $x;
    $log[] = $sum;
    return implode(" ", $log);
}
function next_one($n) { static $at = 0; return $at < $n ? $at++ : $at = null; }
echo forms(100), "\n";
echo forms(131), "\n";
$i = 100;
while ($i > 0 and $i = $i - 1): $j = $i; endwhile;
var_dump($i, $j);
for ($p = 1, $c = 0; $p > 0 && is_int($p); $p *= 2, $c++);
var_dump($p, $c);
