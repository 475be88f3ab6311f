<?php
// A destructor can't take arguments.
echo "never\n";
class D {
    function __destruct($a) { echo $a; }
}
