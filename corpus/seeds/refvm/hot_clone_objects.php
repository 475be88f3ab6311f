<?php
// clone in hot loops, with __clone that copies deeply; a property is a reference late, __clone throws late, null is cloned.
class Deep {
    public $n = 0; public $inner; public $list = [1];
    static $clones = 0;
    function __construct() { $this->inner = new stdClass; $this->inner->v = 1; }
    function __clone() {
        if (++self::$clones > 220) throw new Exception("clone " . self::$clones);
        $this->inner = clone $this->inner;
        $this->n++;
    }
}
function generations($n) {
    $o = new Deep; $keep = [];
    for ($i = 0; $i < $n; $i++) {
        $c = clone $o;
        $c->inner->v += $i;
        $c->list[0] = $c->inner->v;
        if ($i % 2) $o = $c;
        if ($i == 90) { $r = &$o->list; $keep[] = clone $o; $r[0] = "via reference"; }
    }
    return "$o->n {$o->inner->v} {$o->list[0]} " . (isset($keep[0]) ? $keep[0]->list[0] : "-");
}
echo generations(50), "\n", generations(92), "\n";
$x = new Deep; $i = 0;
try {
    for (; $i < 200; $i++) $x = clone $x;
} catch (Exception $e) {
    echo $e->getMessage(), " $i $x->n\n";
}
try {
    for ($i = 0; $i < 105; $i++) $s = clone ($i < 100 ? new stdClass : null);
} catch (Error $e) {
    echo $e->getMessage(), " $i\n";
}
