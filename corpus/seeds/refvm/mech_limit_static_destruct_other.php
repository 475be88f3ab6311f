<?php
// The endless static recursion of a destructor, begun from another class's destructor.
ini_set("memory_limit", "2M");
class A {
    private $data = "abc";
    function __destruct() {
        $local = $this->data . "d";
        A::__destruct();
    }
}
class B {
    function __destruct() {
        echo "B destroyed\n";
        $a = new A;
        $a = null;
        echo "never\n";
    }
}
$b = new B;
unset($b);
