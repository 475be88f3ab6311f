<?php
// Expressions that do not change for most of the loop, then do: a field, a count, a global, an element, a static property.
class Conf { public $scale = 2; public static $bias = 1; public $tab = [1, 2, 3]; }
function hoist($n, Conf $c, array $list) {
    $sum = 0; $k = 3; $m = "4";
    for ($i = 0; $i < $n; $i++) {
        $sum += $c->scale * $k + count($list) + Conf::$bias + $c->tab[1] + $m * 2 + strlen($m);
        if ($i == 80) $c->scale = 0.5;
        if ($i == 90) $list[] = $i;
        if ($i == 100) Conf::$bias = 1000;
        if ($i == 110) $c->tab[1] = "20";
        if ($i == 120) $m = "11";
        if ($i == 130) $k = null;
    }
    return $sum;
}
foreach ([70, 85, 95, 105, 115, 125, 140] as $n) {
    Conf::$bias = 1;
    echo hoist($n, new Conf, [1]), "\n";
}
$limit = 50; $o = new Conf;
for ($i = 0, $t = 0; $i < $limit * $o->scale; $i++) {
    $t += $limit - $o->scale;
    if ($i == 90) $limit = 60;
    if ($i == 110) $o->scale = 1;
}
var_dump($i, $t);
function aliased(&$a, &$b) { for ($i = 0, $s = 0; $i < 110; $i++) { $a = $i; $s += $b * 2; } return $s; }
$x = 0; $y = 5;
var_dump(aliased($x, $y), aliased($x, $x), aliased($y, $x));
