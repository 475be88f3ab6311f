<?php
// The object under foreach loses its last variable in the body and lives until the loop ends.
class D {
    public $a = 1;
    public $b = 2;
    private $name;
    function __construct($name) { $this->name = $name; }
    function __destruct() { echo "(destroy {$this->name})"; }
}
$o = new D("one");
foreach ($o as $k => $v) {
    $o = null;
    echo " $k=$v";
}
echo " after\n";
foreach (new D("two") as $k => $v) {
    echo " $k=$v";
    break;
}
echo " after\n";
$o = new D("three");
foreach ($o as $k => &$r) {
    $o = null;
    $r = "changed";
    echo " $k=$r";
}
echo " after ", $r, "\n";
try {
    foreach (new D("four") as $k => &$r2) {
        throw new Exception("thrown in loop");
    }
} catch (Exception $e) {
    echo " ", $e->getMessage(), " r2=", $r2, "\n";
}
echo "end\n";
