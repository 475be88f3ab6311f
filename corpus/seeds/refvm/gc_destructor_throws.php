<?php
// A destructor that throws during collection: the exception comes out of gc_collect_cycles.
class T {
    public $self;
    private $n;
    function __construct($n) { $this->n = $n; $this->self = $this; }
    function __destruct() { echo "destroy {$this->n} "; throw new Exception("from {$this->n}"); }
}
new T(1);
try {
    gc_collect_cycles();
    echo "never\n";
} catch (Exception $e) {
    echo $e->getMessage(), "\n";
}
unset($e);
new T(2);
new T(3);
try {
    gc_collect_cycles();
} catch (Exception $e) {
    for ($p = $e; $p; $p = $p->getPrevious()) { echo $p->getMessage(), " "; }
}
unset($e, $p);
echo gc_collect_cycles(), "\n";
