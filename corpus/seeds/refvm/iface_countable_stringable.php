<?php
// Countable serves count(), Stringable comes by itself with __toString, others are refused.
class C implements Countable {
    private $n;
    function __construct($n) { $this->n = $n; }
    function count(): int {
        if ($this->n < 0) { throw new RangeException("negative"); }
        return $this->n;
    }
}
class S { function __toString(): string { return "s"; } }
function takes(Stringable $s): string { return $s; }
echo count(new C(3)), " ", sizeof(new C(0)), " ", takes(new S), "\n";
foreach ([new C(-1), new S, null, "str", 5, function () {}] as $v) {
    try {
        echo count($v), "\n";
    } catch (Throwable $e) {
        echo get_class($e), ": ", $e->getMessage(), "\n";
    }
}
foreach (["plain string", new C(1)] as $v) {
    try {
        echo takes($v), "\n";
    } catch (TypeError $e) {
        echo $e->getMessage(), "\n";
    }
}
