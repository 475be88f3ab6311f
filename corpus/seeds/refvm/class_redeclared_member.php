<?php
// Two methods that differ only in case are one name, a compile error.
class C {
    public $f = 1;
    function f() { return 1; }
    function F() { return 2; }
}
echo "never\n";
