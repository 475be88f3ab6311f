<?php
// Destructors that call parent, self and a sibling statically; the sibling does not fit $this.
class A {
    public $depth = 0;
    function __destruct() {
        echo "A{$this->depth} ";
        if ($this->depth++ < 2) { self::__destruct(); }
    }
}
class B extends A {
    function __destruct() {
        echo "B{$this->depth} ";
        if ($this->depth++ < 5) { B::__destruct(); parent::__destruct(); }
    }
}
class C extends A {
    function __destruct() {
        try {
            B::__destruct();
        } catch (Error $e) {
            echo $e->getMessage(), " ";
        }
        A::__destruct();
    }
}
new B;
echo "\n";
new C;
echo "\n";
$x = new B;
