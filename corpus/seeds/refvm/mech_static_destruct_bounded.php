<?php
// A destructor calls itself statically a bounded number of times, each call with the same $this.
class A {
    public $n = 0;
    function __destruct() {
        $this->n++;
        if ($this->n < 40) {
            A::__destruct();
        } else {
            echo count(debug_backtrace()), " ", $this->n, "\n";
        }
    }
}
new A;
$a = new A;
$a = null;
$b = new A;
echo "end\n";
