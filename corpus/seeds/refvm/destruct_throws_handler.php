<?php
// An exception from a destructor at the end is too late for the exception handler.
class D {
    public $n;
    function __construct($n) { $this->n = $n; }
    function __destruct() { echo "destroy {$this->n}\n"; throw new Exception("late {$this->n}"); }
}
set_exception_handler(function ($e) {
    echo get_class($e), " ", $e->getMessage(), " handled\n";
    throw new LogicException("handler fails too");
});
$a = new D("a");
$b = new D("b");
echo "end\n";
