<?php
// A class that declares an abstract method must itself be abstract.
class C {
    public $x = 1;
    abstract function f();
}
echo "never\n";
