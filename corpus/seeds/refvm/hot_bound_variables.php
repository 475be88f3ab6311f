<?php
// Global and static variables bound again and again, and references that are assigned and counted up; late they
// are unset, typed, or hold objects.
class Dies { function __construct(public $id) {} function __destruct() { echo "~", $this->id, " "; } }
class Typed { public int $n = 0; }
$total = 0;
$list = [];
function add($i) {
    global $total, $list;
    static $calls = 0, $last = "none";
    $calls++;
    $total += $i;
    $was = $last;
    $last = "call $i";
    if ($i % 20 == 0)
        $list[] = $was;
    return $calls;
}
for ($i = 0; $i < 70; $i++) {
    $n = add($i);
    $total++;
    if ($i == 65)
        unset($total);
    if ($i == 67)
        $list = "text";
    if ($i == 68)
        $list = [];
}
echo $n, " ", $total, " ", count($list), "\n";

function fresh($i) {
    global $late;
    static $held;
    $held = $i > 40 ? new Dies($i) : $i;
    $late .= $i;
    return is_int($held) ? $held : $held->id;
}
$sum = 0;
for ($i = 0; $i < 45; $i++)
    $sum += fresh($i);
echo $sum, " ", strlen($late), "\n";

function depth($n) {
    static $deep = 0;
    $deep++;
    $got = $n > 0 ? depth($n - 1) : $deep;
    $deep--;
    return $got;
}
for ($i = 0, $d = 0; $i < 40; $i++)
    $d += depth($i % 5);
echo $d, "\n";

function step($n) {
    $object = new Typed;
    $x = 1;
    $y = &$x;
    for ($i = 0; $i < $n; $i++) {
        $x++;
        $y *= 1;
        $z = $y--;
        $y = $z + 1;
        $s = "t$i";
        if ($i == $n - 10) $y = &$object->n;
        if ($i == $n - 5) $y = PHP_INT_MAX - 4;
        if ($i == $n - 1) $x = new Dies($i);
    }
    return "$y $z $s " . gettype($x);
}
echo step(40), "\n";
try {
    echo step(9), "\n";
} catch (TypeError $e) {
    echo $e->getMessage(), "\n";
}
function values(array $values) {
    $x = 0;
    $y = &$x;
    $seen = "";
    foreach ($values as $v) {
        $y = $v;
        $seen .= gettype($x)[0];
        $y = [$v];
        $y = $y[0];
    }
    return $seen;
}
echo values([1, 2, 3, 4, 5, 6, 7, "a", "b", [1], [2], null, 1.5, new Dies(1), new Dies(2), 3, 4]), "\n";
