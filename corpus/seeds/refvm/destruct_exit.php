<?php
// exit in a function runs shutdown functions and then destructors; exit in those works too.
class D {
    private $n;
    function __construct($n) { $this->n = $n; }
    function __destruct() {
        echo "destroy {$this->n}\n";
        if ($this->n == "b") {
            exit("exit in destructor\n");
        }
    }
}
register_shutdown_function(function () { echo "shutdown 1\n"; exit("exit in shutdown\n"); });
register_shutdown_function(function () { echo "shutdown 2\n"; });
function deep($n) {
    $local = new D("local$n");
    if ($n == 0) {
        try {
            exit("bye\n");
        } finally {
            echo "finally does not run\n";
        }
    }
    deep($n - 1);
}
$a = new D("a");
$b = new D("b");
$c = new D("c");
deep(2);
echo "never\n";
