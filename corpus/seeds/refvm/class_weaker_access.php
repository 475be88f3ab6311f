<?php
// A method may not be less visible than the parent's.
class A {
    public function f() { return 1; }
}
class B extends A {
    protected function f() { return 2; }
}
echo "never\n";
