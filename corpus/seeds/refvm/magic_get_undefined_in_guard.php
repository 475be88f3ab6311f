<?php
// A private property of the parent reaches __get from outside and the plain error inside the guard.
class A {
    private $p = "secret";
    function __get($n) {
        echo "A::__get($n)\n";
        return $this->$n;
    }
}
class B extends A {
    function __get($n) {
        echo "B::__get($n)\n";
        return $this->$n;
    }
}
class C extends A {
    function __get($n) { return "C" . parent::__get($n); }
}
var_dump((new A)->p);
var_dump((new A)->q);
var_dump((new C)->p);
var_dump((new B)->p);
