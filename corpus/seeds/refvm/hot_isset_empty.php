<?php
// isset and empty on locals, elements at several depths, properties, string offsets; each outcome turns late.
class Bag { public $v = 1; public $n; private $hidden = 1; function __isset($k) { return $k == "magic"; } function __get($k) { return "0"; } }
function check($n) {
    $a = ["x" => ["y" => ["z" => 1]], "null" => null, "zero" => "0"]; $s = "text"; $o = new Bag;
    $c = array_fill(0, 8, 0);
    for ($i = 0; $i < $n; $i++) {
        if (isset($a["x"]["y"]["z"])) $c[0]++;
        if (isset($a["null"])) $c[1]++;
        if (empty($a["zero"]) || empty($a["x"]["q"])) $c[2]++;
        if (isset($s[$i % 6], $s["1"])) $c[3]++;
        if (isset($o->v) && !isset($o->n)) $c[4]++;
        if (isset($o->magic) && empty($o->magic)) $c[5]++;
        if (isset($o->hidden) || isset($o->v->deep[1])) $c[6]++;
        if (isset($late, $a["x"])) $c[7]++;
        if ($i == 100) { unset($a["x"]["y"]); $late = 0; $a["null"] = false; }
        if ($i == 110) { $s = null; $o->n = ""; $a["x"] = "str"; }
        if ($i == 120) { $o = null; $a = 5; }
    }
    return implode(" ", $c);
}
echo check(90), "\n", check(105), "\n", check(115), "\n", check(130), "\n";
$str = "abc"; $t = 0;
for ($i = 0; $i < 104; $i++) {
    $k = $i < 100 ? $i % 4 : [1.5, "1", "1x", null][$i % 4];
    $t = $t * 2 % 1021 + (isset($str[$k]) ? 1 : 0) + (empty($str[$k]) ? 1 : 0);
}
var_dump($t);
