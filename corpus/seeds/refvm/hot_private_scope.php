<?php
// Private members of the same name at several levels of a class, reached from hot methods of each; a late call from outside.
class Base {
    private $v = 1;
    private function step() { return $this->v += 1; }
    function base() { return $this->step(); }
    function read(Base $o) { return $o->v; }
}
class Mid extends Base {
    private $v = 100;
    private function step() { return $this->v += 10; }
    function mid() { return $this->step() + $this->base(); }
    function read_mid($o) { return $o->v; }
}
class Leaf extends Mid { public $v = "leaf"; public function step() { return "leaf"; } }
function outside($o) { return $o->v; }
$list = [new Mid, new Leaf]; $sum = 0;
for ($i = 0; $i < 120; $i++) {
    $o = $list[$i < 80 ? 0 : $i % 2];
    $sum += $o->mid() + $o->base();
    $sum += $o->read($o) + ($i < 100 ? $list[0]->read_mid($list[0]) : 0);
}
var_dump($sum, $list[1]->read($list[1]), $list[1]->v, $list[0]->read_mid($list[1]));
$errors = 0;
for ($i = 0; $i < 110; $i++) {
    try {
        $t = outside($i < 100 ? $list[1] : $list[$i % 2]);
        if ($i > 105) $t .= $list[1]->step() . $list[0]->step();
    } catch (Error $e) {
        $errors++;
        $text = $e->getMessage();
    }
}
var_dump($t, $errors, $text);
