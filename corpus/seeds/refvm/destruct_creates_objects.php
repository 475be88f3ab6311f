<?php
// Destructors that create further objects with destructors, which end in turn.
class D {
    private $n;
    function __construct($n) { $this->n = $n; echo "+$n "; }
    function __destruct() {
        echo "-{$this->n} ";
        if ($this->n > 0) {
            $local = new D($this->n - 1);
            if ($this->n == 2) {
                static $kept;
                $kept = new D(0);
            }
        }
    }
}
new D(3);
echo "\n";
$x = new D(2);
$x = new D(1);
echo "\nend: ";
