<?php
// Destructors that run in hot loops at an assignment, at the end of a call, at unset, in a temporary; one first runs late.
class D {
    public static $log = [];
    function __construct(public $id) {}
    function rename($id) { $this->id = $id; }
    function __destruct() { self::$log[] = $this->id; }
}
function scope($i) { $d = new D("s$i"); return $i; }
function run($n) {
    $held = null; $sum = 0;
    for ($i = 0; $i < $n; $i++) {
        $v = $i < 100 ? $i : new D("v$i");
        $held = $v;
        if ($i > 103) $sum += scope($i);
        if ($i == 106) { $list = [new D("a"), new D("b")]; $list[0] = 1; unset($list[1]); }
        if ($i == 107) (new D("temp"))->rename("renamed");
        if ($i == 108) $held = $v = null;
        $sum++;
        if (count(D::$log) > 3) { echo implode(" ", D::$log), "\n"; D::$log = []; }
    }
    return $sum;
}
echo run(90), "\n", run(110), "\n";
echo implode(" ", D::$log), "\n";
D::$log = [];
$o = new D("global");
for ($i = 0; $i < 120; $i++) {
    $x = [$o, $i];
    if ($i == 100) $o = null;
    if ($i == 110) $x = null;
    if ($i > 98 && D::$log) { echo "$i ", implode(" ", D::$log), "\n"; D::$log = []; }
}
var_dump(D::$log);
