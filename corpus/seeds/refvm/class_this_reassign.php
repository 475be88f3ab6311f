<?php
// Assigning $this is refused when compiling.
class A {
    function f() {
        $this = new A;
    }
}
echo "never\n";
