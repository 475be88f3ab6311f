<?php
// Removing, overwriting and replacing array elements destroys their objects in element order.
class D {
    public $n;
    function __construct($n) { $this->n = $n; }
    function __destruct() { echo "-{$this->n} "; }
}
$a = [new D(1), new D(2), "k" => new D(3), new D(4)];
unset($a[1]);
$a["k"] = 0;
echo "| ";
$b = $a;
$a[0] = null;
echo "| ";
$b = [];
echo "| ";
$a = array_map(function ($i) { return new D("m$i"); }, [1, 2, 3]);
$a = array_filter($a, function ($d) { return $d->n != "m2"; });
echo "| ";
array_pop($a);
echo "| ";
[$p, $q] = [new D("p"), new D("q")];
[$p, $q] = [$q, $p];
echo "| ";
$p = $q = null;
echo "| ";
$n = [[[new D("nested1")], new D("nested2")], new D("nested3")];
$n = null;
echo "| ";
foreach ([new D("f1"), new D("f2")] as $v) { echo "body "; }
$v = null;
echo "\n";
