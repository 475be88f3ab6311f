<?php
// A destructor that throws after the script ended is an uncaught exception, and the destructors left do not run.
class D {
    public $n;
    function __construct($n) { $this->n = $n; }
    function __destruct() {
        echo "destroy {$this->n}\n";
        if ($this->n == "two") {
            throw new Exception("late");
        }
    }
}
$one = new D("one");
$two = new D("two");
$three = new D("three");
echo "end\n";
