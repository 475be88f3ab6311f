<?php
// Properties that no class declares: made in hot loops, with deprecations late, with names from variables, removed again.
class Plain { public $a = 1; }
function fill($o, $n) {
    for ($i = 0; $i < $n; $i++) {
        $name = "p" . $i % 5;
        if (!isset($o->$name)) $o->$name = 0;
        $o->$name += $i;
        if ($i % 40 == 39) unset($o->$name);
    }
    $s = "";
    foreach (get_object_vars($o) as $k => $v) $s .= "$k=$v ";
    return $s;
}
echo fill(new stdClass, 60), "\n", fill(new stdClass, 130), "\n";
echo fill(new Plain, 12), "\n";
$o = new stdClass;
for ($i = 0; $i < 110; $i++) {
    $o->{$i < 100 ? "n" : "n$i"} = $i;
    $o->list[] = $i;
    $o->deep["k"]["x"] = ($o->deep["k"]["x"] ?? 0) + 1;
    if ($i == 105) $o->n = &$i;
}
var_dump($o->n, count($o->list), $o->deep["k"]["x"], count(get_object_vars($o)));
$sum = 0;
for ($i = 0; $i < 104; $i++) {
    $q = $i < 101 ? $o : new Plain;
    $sum += $q->n103 + $q->a = $i;
}
var_dump($sum);
