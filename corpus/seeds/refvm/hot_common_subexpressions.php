<?php
// The same expression twice with something between that may change its value: a call, a store, a destructor, a handler.
class Cell { public $v = 1; function __get($n) { return $this->v++; } }
function touch_cell($c, $i) { if ($i > 100) $c->v = $i * 0.5; return 0; }
function pairs($n) {
    $c = new Cell; $a = [1, 2, 3]; $j = 1; $s = 0;
    for ($i = 0; $i < $n; $i++) {
        $s += $c->v * 3 + touch_cell($c, $i) + $c->v * 3;
        $s += $a[$j] + ($a[$i % 3] = $i) + $a[$j];
        $s += ($i + $j) * ($i + $j) - ($i + $j++) + ($i + $j--);
        $s += $c->magic - $c->magic;
        if ($i == 105) $a[$j] = "9";
    }
    return $s;
}
var_dump(pairs(60), pairs(104), pairs(115));
class Undo { function __destruct() { global $g; $g = 500; } }
$g = 1; $t = 0; $d = null;
for ($i = 0; $i < 110; $i++) {
    $d = $i == 100 ? new Undo : $d;
    $x = $g + 1;
    if ($i == 101) $d = null;
    $y = $g + 1;
    $t += $x * $y;
}
var_dump($t);
function refs() {
    $a = 1; $b = &$a; $s = 0;
    for ($i = 0; $i < 100; $i++) { $u = $a + 5; $b = $i; $v = $a + 5; $s += $u - $v; $s ^= $u * $v - $v * $u; }
    return $s;
}
var_dump(refs());
