<?php
// A magic method with a wrong number of arguments is a compile error.
echo "never\n";
class C {
    function __get($a, $b) { return $a; }
}
