<?php
// __toString in concatenations, comparisons, echo and casts of hot loops; late it throws, and changes the operands.
class T {
    public static $calls = 0;
    public $limit = PHP_INT_MAX;
    function __construct(public $s) {}
    function __toString(): string {
        if (++self::$calls > $this->limit) throw new Exception("call " . self::$calls);
        return $this->s;
    }
}
function use_it($o, $n) {
    $len = 0; $eq = 0;
    for ($i = 0; $i < $n; $i++) {
        $len += strlen("[$o]") + strlen($o . $i);
        if ($o == "text") $eq++;
        if ($i == 100) $o = clone $o;
        if ($i == 101) $o->s = "longer text";
    }
    return "$len $eq " . T::$calls;
}
echo use_it(new T("text"), 60), "\n", use_it(new T("text"), 105), "\n";
$o = new T("late"); $o->limit = T::$calls + 110;
$str = "";
try {
    for ($i = 0; $i < 200; $i++) $str = $o . substr($str, 0, 20) . "x" . $i;
} catch (Exception $e) {
    echo $e->getMessage(), " $i $str\n";
}
class Evil { function __toString(): string { global $g; $g = "replaced"; return "evil"; } }
for ($i = 0; $i < 103; $i++) {
    $g = "value$i";
    $e = $i < 100 ? "fine" : new Evil;
    $r = "<" . $e . ">";
    $g .= $e;
}
var_dump($r, $g);
