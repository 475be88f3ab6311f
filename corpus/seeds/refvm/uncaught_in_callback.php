<?php
// Uncaught out of nested built-in callbacks: internal frames show in the trace.
class Sorter {
    function __invoke($a, $b) { return $this->compare($a, $b); }
    private function compare($a, $b) { throw new UnexpectedValueException("can't compare $a and $b"); }
}
function outer(array $list) {
    return array_map(function ($x) use ($list) {
        usort($list, new Sorter);
        return $x;
    }, $list);
}
call_user_func_array("outer", [[2, 1]]);
