<?php
// An object in a static variable is destroyed at the end; one replaced is destroyed at once.
class D {
    private $n;
    function __construct($n) { $this->n = $n; echo "+$n\n"; }
    function __destruct() { echo "-{$this->n}\n"; }
}
function keep($n) {
    static $kept;
    $old = $kept;
    $kept = new D($n);
    return $old;
}
class S {
    static $prop;
    static function set($n) { self::$prop = new D($n); }
}
keep("f1");
keep("f2");
$x = keep("f3");
S::set("s1");
S::set("s2");
$global = new D("g");
echo "end of script\n";
