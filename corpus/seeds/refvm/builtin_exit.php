<?php
// exit: status strings and ints, destructors and shutdown, inside callbacks and nested calls.
class D { public $n; function __construct($n) { $this->n = $n; } function __destruct() { echo "~", $this->n, "\n"; } }
$g = new D("global");
register_shutdown_function(function () use ($g) { echo "shutdown sees ", $g->n, "\n"; });
set_error_handler(function ($n, $m) { echo "[$m]"; return true; });
function deep($x) {
    $l = new D("local");
    try {
        array_map(function ($y) use ($x) {
            echo "callback $x $y\n";
            if ($y == 2) exit(3);
        }, [1, 2, 3]);
    } catch (Throwable $t) {
        echo "not caught\n";
    } finally {
        echo "no finally\n";
    }
}
deep(new D("arg") ? "v" : 0);
echo "never\n";
