<?php
// A private method is bound by the calling class, not by the object's class.
class A {
    private function who() { return "A::who"; }
    function ask() { return $this->who(); }
    function askOther($o) { return $o->who(); }
}
class B extends A {
    public function who() { return "B::who"; }
}
class C extends B {
    function direct() { return $this->who() . "/" . A::ask(); }
}
class D extends A {
    function direct() { return $this->who(); }
}
$a = new A;
$b = new B;
echo $a->ask(), " ", $b->ask(), " ", $a->askOther($b), " ", $b->who(), "\n";
$c = new C;
echo $c->direct(), "\n";
try {
    $d = new D;
    echo $d->ask(), "\n";
    echo $d->direct(), "\n";
} catch (Error $e) {
    echo $e->getMessage(), "\n";
}
