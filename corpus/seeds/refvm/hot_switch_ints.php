<?php
// A dense switch, a sparse one, one with fall-through, and one whose subject stops being an int late.
function dense($x) {
    switch ($x) {
        case 0: return 3;
        case 1: return 1;
        case 2: return 4;
        case 3: case 4: return 1;
        case 5: return 5;
        case 6: return 9;
        default: return -1;
    }
}
function sparse($n) {
    $r = 0;
    for ($i = 0; $i < $n; $i++) {
        $v = $i < 100 ? $i % 9 : ($i < 110 ? (float)($i % 9) : ($i < 120 ? "" . $i % 9 : ($i % 2 ? null : true)));
        switch ($v) {
            case 1000: $r += 5000; break;
            case 7: $r += 7;
            case -4: $r += 1; break;
            case 2: $r += 20; continue 2;
            case 0: $r ^= 1; break;
            default: $r += 100;
        }
        $r += 3;
    }
    return $r;
}
for ($i = 0, $s = 0; $i < 140; $i++) $s = ($s * 3 + dense($i % 8)) % 65521;
var_dump($s, sparse(80), sparse(115), sparse(150));
var_dump(dense("3"), dense(5.0), dense(null), dense(5.5));
