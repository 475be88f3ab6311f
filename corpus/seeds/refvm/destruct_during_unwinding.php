<?php
// An exception destroys locals, temporaries and arguments of each frame on its way out.
class D {
    public $n;
    function __construct($n) { $this->n = $n; }
    function __destruct() { echo "-{$this->n} "; }
}
function inner($arg) {
    $local = new D("inner local");
    $list = [new D("inner list")];
    throw new Exception("up");
}
function outer() {
    $before = new D("outer local");
    try {
        return [new D("half array"), inner(new D("argument")), new D("never")];
    } finally {
        echo "[finally] ";
    }
}
try {
    outer();
} catch (Exception $e) {
    echo "caught ";
}
unset($e);
echo "after\n";
try {
    foreach ([new D("loop 1"), new D("loop 2")] as $d) {
        inner($d);
    }
} catch (Exception $e) {
    echo "caught again ";
}
$e = null;
echo "d held ";
$d = null;
echo "end\n";
