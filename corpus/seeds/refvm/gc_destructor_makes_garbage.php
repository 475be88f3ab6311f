<?php
// A destructor run by the collector makes new cycles and calls the collector again.
class G {
    public $self;
    public static $depth = 0;
    function __construct() { $this->self = [$this]; }
    function __destruct() {
        self::$depth++;
        echo "enter ", self::$depth, "\n";
        if (self::$depth < 3) {
            new G;
            echo "nested collect ", gc_collect_cycles() >= 0 ? "returned" : "?", "\n";
        }
        echo "leave\n";
    }
}
new G;
gc_collect_cycles();
echo "first done ", G::$depth, "\n";
gc_collect_cycles();
echo "second done ", G::$depth, "\n";
gc_collect_cycles();
echo "third done ", G::$depth, "\n";
