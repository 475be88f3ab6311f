<?php
// __get asks a new object each time, so that no guard stops it.
class G {
    private $n = 0;
    function __get($p) { return (new G)->$p . $this->n; }
}
echo "start\n";
echo (new G)->x;
echo "never\n";
