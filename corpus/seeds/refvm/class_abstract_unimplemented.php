<?php
// A concrete class that leaves an abstract method open is a fatal error when it is linked.
echo "before\n";
abstract class A {
    abstract function one($x);
    abstract protected function two();
}
class B extends A {
    function one($x) { return $x; }
}
echo "never\n";
