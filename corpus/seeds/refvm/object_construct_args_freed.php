<?php
// A constructor's temporaries are released when construction, or evaluating its arguments, fails.
class Arg {
    private $n;
    function __construct($n) { $this->n = $n; echo "+$n "; }
    function __destruct() { echo "-{$this->n} "; }
}
class Obj {
    function __construct($a, $b) {
        echo "constructing ";
        if ($b) {
            throw new Exception("failed");
        }
    }
    function __destruct() { echo "Obj destroyed "; }
}
function thrower() { throw new Exception("argument"); }
foreach ([function () { new Obj(new Arg(1), false); }, function () { new Obj(new Arg(2), true); },
    function () { new Obj(new Arg(3), thrower()); }, function () { return [new Arg(4), new Obj(new Arg(5), new Arg(6))]; },
    function () { new Obj(new Arg(7)); }, function () { $x = new Obj(new Arg(8), 0); throw new Exception("later"); },
] as $f) {
    try {
        $f();
    } catch (Throwable $e) {
        echo get_class($e);
    }
    $e = null;
    echo "\n";
}
