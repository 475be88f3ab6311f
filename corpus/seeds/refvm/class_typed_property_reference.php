<?php
// A reference to a typed property keeps the type, and the TypeError leaves the old value.
class T {
    public int $i = 1;
    public ?string $s = "s";
    public array $a = [1];
}
$o = new T;
$r = &$o->i;
$r = "7";
var_dump($o->i);
try {
    $r = "seven";
} catch (TypeError $e) {
    echo $e->getMessage(), "\n";
}
$rs = &$o->s;
try {
    $rs = new T;
} catch (TypeError $e) {
    echo $e->getMessage(), "\n";
}
function change(&$x, $v) { $x = $v; }
try {
    change($o->a, "no array");
} catch (TypeError $e) {
    echo $e->getMessage(), " line ", $e->getLine(), "\n";
}
try {
    foreach ([5, "x"] as $o->i) {
        echo $o->i, "\n";
    }
} catch (TypeError $e) {
    echo $e->getMessage(), "\n";
}
unset($o->i);
$r = "free now";
var_dump($r, $o);
