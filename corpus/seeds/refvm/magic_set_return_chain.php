<?php
// An assignment through __set has the assigned value, whatever __set stored or threw.
class S {
    public $log = "";
    function __set($n, $v) {
        $this->log .= "$n=" . (is_object($v) ? get_class($v) : $v) . ";";
        if ($v === "bad") {
            throw new DomainException("bad $n");
        }
        return "ignored";
    }
}
$a = new S;
$b = new S;
$x = $a->p = $b->q = "value";
echo $x, " ", $a->log, " ", $b->log, "\n";
try {
    $a->p = $b->q = "bad";
} catch (DomainException $e) {
    echo $e->getMessage(), " ", $a->log, " ", $b->log, "\n";
}
[$a->l, $b->m] = ["first", "second"];
foreach (["k1" => 1, "k2" => 2] as $a->key => $b->val) {
}
echo $a->log, " ", $b->log, "\n";
$a->{$b->log = "dyn"} = new stdClass;
echo $a->log, " ", $b->log, "\n";
