<?php
// A private property of the parent and one of the child with the same name are two slots.
class A {
    private $x = "A";
    protected $y = "Ay";
    function ax() { return $this->x; }
    function setA($v) { $this->x = $v; }
}
class B extends A {
    private $x = "B";
    protected $y = "By";
    function bx() { return $this->x; }
}
class C extends A {
    function cx() { return $this->x; }
    function make() { $this->x = "dynamic"; }
}
$b = new B;
$b->setA("A2");
echo $b->ax(), $b->bx(), "\n";
print_r($b);
var_dump((array)$b === (array)clone $b, count((array)$b));
$c = new C;
echo "[", $c->cx(), "]\n";
$c->make();
echo $c->cx(), $c->ax(), "\n";
var_dump($c);
