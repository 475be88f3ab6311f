<?php
// The rare things happen after the main program: hot functions in shutdown functions, in destructors of globals, at the end.
function work($n) {
    for ($i = 0, $s = 0; $i < $n; $i++) $s += $i % 7 == 6 ? 0.5 : $i;
    return $s;
}
class Last {
    function __construct(public $id, public $other = null) {}
    function __destruct() {
        for ($i = 0, $h = 0; $i < 100; $i++) $h = ($h * 3 + $i) % 1009;
        echo "$this->id $h ", work(30), "\n";
        if ($this->id == "b") register_shutdown_function("work", 5);
        if ($this->id == "c") throw new Exception("at the very end");
    }
}
for ($i = 0; $i < 90; $i++) $t = work($i % 5);
register_shutdown_function(function () {
    echo "one ", work(110), "\n";
    register_shutdown_function(function ($x) {
        global $list;
        for ($i = 0; $i < 105; $i++) $list[] = $i;
        echo "two $x ", count($list), "\n";
    }, work(60));
});
$list = [];
$a = new Last("a", new Last("inner"));
$b = new Last("b");
echo "main ends ", work(70), "\n";
$c = new Last("c", $a);
