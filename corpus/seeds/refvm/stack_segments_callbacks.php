<?php
// Calls of callables that were made for them alone, where they no longer fit into a segment of the VM's stack.
class Down {
    function method($n) {
        $a = $b = $c = $d = $e = $f = $g = $h = $i = $j = $k = $l = $n;
        return $l > 0 ? 1 + call_user_func([new Down, 'method'], $a - 1) : 0;
    }
    function __call($name, $args) {
        $a = $b = $c = $d = $e = $f = $g = $h = $i = $j = $k = $l = $args[0];
        return $l > 0 ? 1 + call_user_func([new Down, $name], $a - 1) : 0;
    }
    function __destruct() { $GLOBALS['destroyed']++; }
}
$destroyed = 0;
echo call_user_func([new Down, 'method'], 60), ' ', call_user_func([new Down, 'magic'], 60), ' ', $destroyed, "\n";
$down = function ($f, $n) { return $n > 0 ? 1 + call_user_func(clone $f, $f, $n - 1) : 0; };
echo $down($down, 110), "\n";
