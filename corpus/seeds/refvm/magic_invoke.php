<?php
// __invoke makes an object callable everywhere a callable is taken.
class Inv {
    private $sum = 0;
    function __invoke($x, &$ref = null) { $this->sum += $x; $ref = "seen$x"; return $this->sum; }
}
class Holder {
    public $inv;
    function __construct() { $this->inv = new Inv; }
    function inv($x) { return "method $x"; }
}
$i = new Inv;
echo $i(1), $i->__invoke(2), call_user_func($i, 3), "\n";
print_r(array_map($i, [4, 5]));
$r = 0;
$i(6, $r);
echo $r, "\n";
$h = new Holder;
echo $h->inv(1), " ", ($h->inv)(2), " ", [$h, "inv"](3), "\n";
try {
    $i();
} catch (ArgumentCountError $e) {
    echo $e->getMessage(), "\n";
}
try {
    (new Holder)();
} catch (Error $e) {
    echo $e->getMessage(), "\n";
}
try {
    $i("x");
} catch (TypeError $e) {
    echo $e->getMessage(), "\n";
}
