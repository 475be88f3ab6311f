<?php
// Properties added, removed and changed while foreach walks an object, by value and by reference.
$o = new stdClass;
$o->a = 1;
$o->b = 2;
$o->c = 3;
foreach ($o as $k => $v) {
    echo "$k=$v ";
    if ($k == "a") { unset($o->b); $o->d = 4; $o->c = 30; }
}
echo "\n";
foreach ($o as $k => &$v) {
    echo "$k=$v ";
    if ($k == "c") { $o->e = 5; }
    if ($k == "e") { $o->f = 6; }
    $v *= 10;
}
unset($v);
print_r($o);
foreach ($o as $k => $v) {
    unset($o->$k);
}
var_dump($o);
$o->x = 1;
foreach ($o as $o) {
    var_dump($o);
}
foreach ($o as $never) {
    echo "never\n";
}
