<?php
// foreach over the properties of objects, inside and outside of the class; properties come and go during the walk.
class Point {
    public $x = 1; protected $y = 2; private $z = 3; public $w;
    function all() { $s = ""; foreach ($this as $k => $v) $s .= "$k=$v "; return $s; }
    function bump() { foreach ($this as $k => &$v) if (is_int($v)) $v++; }
}
class Point3 extends Point { private $z = 30; public $extra = 5; }
function outside($o) { $s = 0; foreach ($o as $k => $v) $s += strlen($k) * 100 + (int)$v; return $s; }
$p = new Point; $q = new Point3; $h = 0;
for ($i = 0; $i < 110; $i++) {
    $o = $i < 80 ? $p : $q;
    $h = ($h * 3 + outside($o)) % 100003;
    $o->bump();
    if ($i == 90) $q->dyn = 7;
    if ($i == 100) unset($q->x);
}
var_dump($h);
echo $p->all(), "| ", $q->all(), "\n";
$d = new stdClass;
for ($i = 0; $i < 30; $i++) $d->{"p$i"} = $i;
$n = 0;
for ($r = 0; $r < 6; $r++)
    foreach ($d as $k => $v) {
        $n += $v;
        if ($r == 3 && $v == 10) unset($d->p11, $d->p20);
        if ($r == 4 && $v == 15) $d->late = 1000;
    }
var_dump($n, isset($d->p11));
