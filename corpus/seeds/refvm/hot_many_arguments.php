<?php
// Twenty parameters, by value and by reference, with defaults, through several frames; late, some are missing or wrong.
function twenty($a, $b, $c, $d, $e, $f, $g, $h, $i, $j, $k, $l, $m, $n, $o, $p, $q = 17, $r = 18, $s = "19", &$t = null) {
    $t = $a + $p;
    return $a - $b + $c - $d + $e - $f + $g - $h + $i - $j + $k - $l + $m - $n + $o - $p + $q - $r + $s;
}
function pass($x, $late) {
    $y = 0;
    $v = twenty($x, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, $late, $x, $x, $x, $y);
    return $v + $y + twenty($x, $x, $x, $x, $x, $x, $x, $x, $x, $x, $x, $x, $x, $x, $x, 16);
}
for ($i = 0, $sum = 0; $i < 120; $i++) $sum += pass($i, $i < 100 ? $i : ($i < 110 ? $i / 2 : "$i"));
var_dump($sum);
$errors = [];
for ($i = 0; $i < 104; $i++) {
    try {
        $args = range(1, $i < 100 ? 19 : $i - 88);
        if ($i == 103) $args[4] = [];
        $sum += call_user_func_array("twenty", $args);
        $sum += count($args);
    } catch (Error $e) {
        $errors[] = get_class($e) . " " . substr($e->getMessage(), 0, 44);
    }
}
var_dump($sum);
echo implode("\n", $errors), "\n";
