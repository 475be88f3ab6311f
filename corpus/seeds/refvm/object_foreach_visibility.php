<?php
// foreach over an object shows the properties that the place may see, in declaration order.
class A {
    public $pub = 1;
    protected $pro = 2;
    private $pri = 3;
    function walk() {
        foreach ($this as $k => $v) { echo "$k=$v "; }
        echo "\n";
    }
}
class B extends A {
    private $pri = "B3";
    public $late = 4;
    function bwalk() {
        foreach ($this as $k => $v) { echo "$k=$v "; }
        echo "\n";
    }
}
$b = new B;
@$b->dyn = 5;
unset($b->pub);
$b->pub = "again";
foreach ($b as $k => $v) { echo "$k=$v "; }
echo "\n";
$b->walk();
$b->bwalk();
foreach ($b as $k => &$r) { $r = "<$k>"; }
unset($r);
$b->walk();
foreach (new stdClass as $x) { echo "never"; }
foreach ((object)["a" => 1, 7 => 2] as $k => $v) { var_dump($k); }
