<?php
// More live variables and temporaries than there are registers, ints and floats; one of them changes its type late.
function crowd($n) {
    $a = 1; $b = 2; $c = 3; $d = 4; $e = 5; $f = 6; $g = 7; $h = 8; $k = 9; $l = 10;
    $m = 0.5; $o = 1.5; $p = 2.5; $q = 3.5; $r = 4.5; $s = 5.5; $t = 6.5; $u = 7.5;
    for ($i = 0; $i < $n; $i++) {
        $x = ($a + $b) * ($c + $d) + ($e - $f) * ($g ^ ($h + ($k - ($l + $i))));
        $y = ($m + $o) * ($p - $q) + ($r * ($s - ($t / ($u + $m * ($o + $p)))));
        $a = $b; $b = $c; $c = $d; $d = $e; $e = $f; $f = $g; $g = $h; $h = $k; $k = $l; $l = $x & 127;
        $m = $o; $o = $p; $p = $q; $q = $r; $r = $s; $s = $t; $t = $u; $u = $y - floor($y);
        if ($i == 100) $d = 2.25;
        if ($i == 105) { $d = "3"; $q = 4; }
        if ($g === 2.25) $g = 2;
        if ($e === 2.25) $e = 11;
    }
    return implode(",", [$a, $b, $c, $d, $e, $f, $g, $h, $k, $l]) . " " .
        implode(",", array_map(fn($v) => round($v, 6), [$m, $o, $p, $q, $r, $s, $t, $u]));
}
echo crowd(50), "\n", crowd(101), "\n", crowd(104), "\n", crowd(150), "\n";
$v = 1;
for ($i = 0; $i < 120; $i++)
    $v = (($v + 1) * (($v + 2) * (($v + 3) * (($v + 4) * (($v + 5) % 7) % 11) % 13) % 17) % 19 + ($i - ($v - ($i - ($v - $i)))) % 23) % 101;
var_dump($v);
