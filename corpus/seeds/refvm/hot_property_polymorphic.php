<?php
// One property access sees objects of several classes, with the property in other slots, dynamic, magic or missing.
class A { public $v = 1; }
class B { public $pad = 0; public $v = 2; }
class C extends A { public $w = 9; }
class M { function __get($n) { return strlen($n) * 10; } }
class H { private $v = 7; function sum($list) { $s = 0; foreach ($list as $o) $s += $o->v; return $s; } }
function total($list, $n) {
    $s = 0;
    for ($i = 0; $i < $n; $i++) $s = $s * 3 % 10007 + $list[$i % count($list)]->v;
    return $s;
}
$dyn = new stdClass; $dyn->v = 4;
$list = [new A];
var_dump(total($list, 60));
foreach ([new B, new C, $dyn, new M] as $o) { $list[] = $o; echo total($list, 80), " "; }
echo "\n";
$h = new H;
for ($i = 0, $t = 0; $i < 70; $i++) $t += $h->sum($i < 60 ? [$h, $list[0]] : [$list[$i % 5], $h]);
var_dump($t);
foreach ([$h, new stdClass, null, 5] as $bad) {
    $list = [new A, new A, new A, $bad];
    try {
        var_dump(total($list, 4));
    } catch (Error $e) {
        echo $e->getMessage(), "\n";
    }
}
for ($i = 0; $i < 110; $i++) {
    $o = $i < 90 ? new A : ($i % 2 ? new B : new C);
    $o->v += $i;
    $o->v = $o->v . "0";
}
var_dump($o->v);
