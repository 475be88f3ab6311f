<?php
// new in hot loops: with a constructor, an inherited one, none, promoted parameters; late the constructor throws.
class P {
    public static $made = 0;
    function __construct(protected int $x, public $y = 2) {
        self::$made++;
        if ($x == 105) throw new InvalidArgumentException("x is $x");
    }
    function __destruct() { self::$made += 1000; }
    function sum() { return $this->x + $this->y; }
}
class Q extends P { function __construct($x) { parent::__construct($x + 0, "3"); } }
class R { public $z = 9; }
function make($n) {
    $sum = 0; $bad = 0;
    for ($i = 0; $i < $n; $i++) {
        try {
            $o = $i % 3 ? new P($i) : new Q($i);
            $sum += $o->sum() + (new P(1, $i))->sum() + (new R)->z;
            if ($i == 108) $sum += (new Q("word"))->sum();
            if ($i == 109) new P;
        } catch (InvalidArgumentException $e) {
            $bad++;
            $where = $e->getLine() . " " . count($e->getTrace());
        } catch (Error $e) {
            $bad += 10;
            $where .= " " . get_class($e);
        }
    }
    return "$sum $bad " . ($where ?? "") . " " . P::$made;
}
echo make(60), "\n", make(106), "\n", make(112), "\n";
$c = "R";
for ($i = 0; $i < 103; $i++) {
    if ($i == 100) $c = "P";
    if ($i == 102) $c = "Unknown";
    try { $o = new $c(7); } catch (Error $e) { echo $e->getMessage(), "\n"; }
}
var_dump(get_class($o));
