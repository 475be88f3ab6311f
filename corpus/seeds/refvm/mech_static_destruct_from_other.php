<?php
// The recursion begins in another class's destructor, which makes and drops the first object.
class A {
    static $n = 0;
    private $tag;
    function __construct($tag) { $this->tag = $tag; }
    function __destruct() {
        if (++self::$n % 10 != 0) {
            A::__destruct();
        } else {
            echo $this->tag, self::$n, " ";
        }
    }
}
class B {
    public $inner;
    function __destruct() {
        new A("new");
        $a = new A("var");
        $a = null;
        $this->inner = new A("prop");
        echo "B ";
    }
}
$b = new B;
$b = null;
echo A::$n, "\n";
$again = new B;
echo "end ";
