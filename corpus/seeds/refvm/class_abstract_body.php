<?php
// An abstract method can't have a body.
echo "never\n";
abstract class C {
    abstract function f() { return 1; }
}
