<?php
// parent in a class without a parent is a compile error.
class A {
    function f() { return parent::f(); }
}
echo "never\n";
