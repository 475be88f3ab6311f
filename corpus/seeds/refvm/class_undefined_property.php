<?php
// Reading an undefined property warns and gives null, in every position.
class C {
    public $list = [];
}
$o = new C;
var_dump($o->none);
var_dump($o->none->deeper);
echo "[{$o->none}] [$o->none]\n";
var_dump(isset($o->none), empty($o->none), $o->none ?? "default");
var_dump($o->none + 1);
$o->counter++;
$o->text .= "x";
var_dump($o->list["k"]);
var_dump($o->none["k"]);
foreach ($o->none as $v) {
    echo "never\n";
}
try {
    $o->none->method();
} catch (Error $e) {
    echo $e->getMessage(), "\n";
}
try {
    $o->none->prop = 1;
} catch (Error $e) {
    echo $e->getMessage(), "\n";
}
var_dump($o);
