<?php
// A destructor run by the collector saves its object: the whole cycle stays alive.
class R {
    public static $saved = null;
    public $n;
    public $partner;
    function __construct($n) { $this->n = $n; }
    function __destruct() {
        echo "destroy {$this->n}\n";
        if ($this->n == "b") {
            self::$saved = $this;
        }
    }
}
$a = new R("a");
$b = new R("b");
$a->partner = $b;
$b->partner = $a;
$a = $b = null;
gc_collect_cycles();
echo R::$saved->n, R::$saved->partner->n, R::$saved->partner->partner->n, "\n";
R::$saved = null;
gc_collect_cycles();
echo "no second destructor\n";
$c = new R("c");
$c->partner = [$c];
unset($c);
gc_collect_cycles();
echo "end\n";
