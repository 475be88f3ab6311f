<?php
// Creating a dynamic property is deprecated, once per creation; writing it again is not.
class C {
    public $declared = 1;
}
$o = new C;
$o->dyn = 1;
$o->dyn = 2;
$n = "with space";
$o->$n = 3;
$o->{"a" . "b"}[] = 4;
$o->obj["k"]["j"] = 5;
unset($o->dyn);
$o->dyn = 6;
unset($o->declared);
$o->declared = 7;
$r = &$o->byref;
$r = 8;
$o->count ??= 9;
$o->{"7"} = "seven";
var_dump($o);
$s = new stdClass;
$s->x = 1;
$s->{0} = "zero";
echo count((array)$s), "\n";
try {
    $o->{""} = 1;
} catch (Error $e) {
    echo $e->getMessage(), "\n";
}
try {
    $o->{"\0x"} = 1;
} catch (Error $e) {
    echo $e->getMessage(), "\n";
}
