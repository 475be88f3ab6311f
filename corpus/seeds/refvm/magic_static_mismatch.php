<?php
// __callStatic must be static.
echo "never\n";
class C {
    function __callStatic($n, $a) { return $n; }
}
