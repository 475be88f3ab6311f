<?php
// A plain recursion of some levels, with locals, a static counter and a deep trace.
function down($n, $list) {
    static $calls = 0;
    $calls++;
    $list[] = $n;
    if ($n == 0) {
        return [count($list), $calls, count(debug_backtrace())];
    }
    $r = down($n - 1, $list);
    $r[] = count($list) == 0;
    return array_filter($r);
}
echo implode(",", down(40, [])), "\n";
class M {
    function a($n) { return $n > 0 ? 1 + $this->b($n - 1) : 0; }
    private function b($n) { return $n > 0 ? 1 + self::c($n - 1) : 0; }
    static function c($n) { return $n > 0 ? 1 + (new M)->a($n - 1) : 0; }
}
echo M::c(60), "\n";
$f = function ($n) use (&$f) { return $n > 0 ? $f($n - 1) + 2 : 0; };
echo $f(30), "\n";
$f = null;
function throwing($n) { if ($n == 0) { throw new Exception("deep"); } $x = [$n]; throwing($n - 1); }
try {
    throwing(40);
} catch (Exception $e) {
    echo $e->getMessage(), count($e->getTrace()), "\n";
}
