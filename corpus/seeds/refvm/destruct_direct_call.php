<?php
// Calling __destruct directly is an ordinary call and does not stop the real one.
class A {
    private $calls = 0;
    function __destruct() { $this->calls++; echo get_class($this), " call {$this->calls}\n"; }
}
class B extends A {
    function __destruct() { echo "B first\n"; parent::__destruct(); }
}
$a = new A;
$a->__destruct();
call_user_func([$a, "__destruct"]);
$b = new B;
$b->__destruct();
unset($b);
try {
    A::__destruct();
} catch (Error $e) {
    echo $e->getMessage(), "\n";
}
class P { private function __destruct() { echo "private\n"; } }
try {
    $p = new P;
    unset($p);
} catch (Error $e) {
    echo $e->getMessage(), "\n";
}
echo "end\n";
$q = new P;
