<?php
// Every kind of call where it no longer fits into a segment of the VM's stack: what was prepared for it is given back.
class Deep {
    public $next;
    function __construct($n = 0, $o = null) { $this->next = $n > 0 ? new Deep($n - 1, new Small) : $o; }
    function __call($name, $args) {
        $a = $b = $c = $d = $e = $f = $g = $h = $i = $j = $k = $l = $args[0];
        return $a > 0 ? 1 + (new Plain)->$name($a - 1, $l) : 0;
    }
    static function __callStatic($name, $args) { return $args[0] > 0 ? 1 + Deep::$name($args[0] - 1) : 0; }
    function method($n) { return $n > 0 ? 1 + (new Plain)->method($n - 1) : 0; }
    function __destruct() { $GLOBALS['destroyed']++; }
}
class Plain extends Deep { function __construct() {} }
class Small { function __construct() { $a = $b = $c = $d = $e = $f = $g = $h = $i = $j = $k = $l = 1; } }
$destroyed = 0;
$n = 90;
echo (new Plain)->method($n), ' ';
echo (new Plain)->anything($n), ' ';
echo Deep::any($n), ' ';
echo get_class((new Deep($n))->next), ' ';
$closure = function ($f, $n) { return $n > 0 ? 1 + (clone $f)($f, $n - 1) : 0; };
echo $closure($closure, 150), ' ';
$invoked = function ($f, $n) { return $n > 0 ? 1 + (clone $f)->__invoke($f, $n - 1) : 0; };
echo $invoked($invoked, 150), ' ';
echo call_user_func_array('count', [array_fill(0, 3, 1)]), ' ';
echo count(call_user_func_array(fn() => func_get_args(), array_fill(0, 1100, 'x'))), ' ';
echo count(call_user_func_array(function () { return func_get_args(); }, array_fill(0, 1100, 'x'))), ' ';
echo call_user_func_array([new Plain, 'magic'], array_fill(0, 1100, 0)), "\n";
echo $destroyed, "\n";
