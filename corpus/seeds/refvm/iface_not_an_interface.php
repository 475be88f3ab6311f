<?php
// A class can't implement a class.
class A {}
class B implements A {
    function f() {}
}
echo "never\n";
