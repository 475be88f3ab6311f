<?php
// The endless recursion happens while the remaining objects are destroyed after the script.
ini_set("memory_limit", "2M");
class A {
    public $list = [1, 2, 3];
    function __destruct() {
        foreach ($this->list as $x) {
            A::__destruct();
        }
    }
}
class Before { function __destruct() { echo "before destroyed\n"; } }
$before = new Before;
$a = new A;
$after = new Before;
echo "end of script\n";
