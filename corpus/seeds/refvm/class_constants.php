<?php
// Class constants in expressions, through self, parent, an object and a variable class name.
class A {
    const X = 2;
    const Y = self::X * 3 + 1;
    const LIST = [self::X => "two", "y" => self::Y, "n" => [1, self::X . "!"]];
    public $p = self::LIST["n"][1];
    static $s = self::Y << self::X;
}
class B extends A {
    const X = 10;
    const Z = parent::Y . "-" . self::X;
    function f($v = self::Z . parent::X) { return $v; }
}
$b = new B;
$n = "B";
echo A::X, " ", B::Y, " ", $b::X, " ", $n::Z, " ", $b->f(), " ", $b->p, " ", B::$s, "\n";
echo B::class, " ", $b::class, "\n";
print_r(A::LIST);
try {
    echo A::NOPE;
} catch (Error $e) {
    echo $e->getMessage(), "\n";
}
try {
    echo Nope::X;
} catch (Error $e) {
    echo $e->getMessage(), "\n";
}
