<?php
// Each destructor makes a new object and drops it: endless by way of constructors.
ini_set("memory_limit", "2M");
class A {
    public $id;
    function __construct($id) { $this->id = $id; }
    function __destruct() {
        $next = new A($this->id + 1);
        unset($next);
    }
}
echo "start\n";
new A(1);
echo "never\n";
