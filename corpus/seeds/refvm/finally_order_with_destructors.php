<?php
// Order of finally blocks, destructors of locals and caught exceptions over several frames.
class D { public $n; function __construct($n) { $this->n = $n; } function __destruct() { echo "-{$this->n} "; } }
function level($n) {
    $d = new D("d$n");
    try {
        $in = new D("in$n");
        if ($n == 0) {
            throw new Exception("zero");
        }
        level($n - 1);
        echo "never ";
    } catch (LogicException $e) {
        echo "never ";
    } finally {
        echo "f$n ";
        $in = "replaced";
        $late = new D("late$n");
    }
    echo "never ";
}
try {
    level(2);
} catch (Exception $e) {
    echo "caught ", count($e->getTrace()), "\n";
} finally {
    echo "last ";
}
