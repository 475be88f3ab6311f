<?php
// foreach over what is not iterable, over objects with visibility, and by value over undefined.
foreach ([null, 5, "str", 1.5, true] as $bad) {
    foreach ($bad as $x) echo "never";
}
foreach ($undef as $x) {
}
foreach ($undef2 as &$x) {
}
var_dump(isset($undef2));
class V {
    public $a = 1;
    protected $b = 2;
    private $c = 3;
    public $u;
    function all() { foreach ($this as $k => $v) echo "$k "; echo "\n"; }
}
class W extends V { function sub() { foreach ($this as $k => $v) echo "$k "; echo "\n"; } }
$w = new W;
$w->dyn = 4;
foreach ($w as $k => $v) echo "$k ";
echo "\n";
$w->all();
$w->sub();
foreach ($w as $k => $v) {
    unset($w->dyn);
    $w->late = 1;
}
var_dump($k);
