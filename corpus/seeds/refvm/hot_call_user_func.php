<?php
// call_user_func and call_user_func_array as ways into hot functions, with late failures of each kind.
class T {
    public $log = 0;
    function add($a, $b = 10) { $this->log += $a * $b; return $this; }
    static function pair($a, $b) { return [$a, $b]; }
    function __call($name, $args) { return $name . count($args); }
}
function by_ref(&$x) { $x++; return $x; }
$t = new T; $s = 0; $v = 1;
for ($i = 0; $i < 120; $i++) {
    call_user_func([$t, "add"], $i);
    call_user_func_array([$t, "add"], $i > 100 ? [$i] : [$i, 1]);
    $s += call_user_func("T::pair", $i, 2)[1];
    $name = call_user_func_array([$t, "magic"], array_fill(0, $i % 5, 0));
    if ($i == 110) $w = call_user_func("by_ref", $v);
}
var_dump($t->log, $s, $name, $v, $w);
function tries($n) {
    $bad = [];
    for ($i = 0; $i < $n; $i++) {
        $f = $i < 100 ? "strrev" : ["nofunc", "T::none", [new T, "add"], "T::pair"][$i % 4];
        try {
            $r = call_user_func($f, "ab");
        } catch (Throwable $e) {
            $bad[] = get_class($e) . ": " . $e->getMessage();
            $r = null;
        }
    }
    foreach (array_unique($bad) as $b) echo $b, "\n";
    var_dump(is_object($r) ? get_class($r) : $r);
}
tries(100); tries(104);
