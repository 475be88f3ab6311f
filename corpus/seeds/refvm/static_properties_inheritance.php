<?php
// A static property is shared with subclasses unless they declare it again.
class A {
    static $shared = 0;
    static $own = "A";
    protected static $hidden = ["k" => 1];
    static function bump() { self::$shared++; return self::$own . self::$shared; }
    static function &ref() { return self::$hidden; }
}
class B extends A {
    static $own = "B";
    static function up() { parent::$shared += 10; return parent::$own . self::$own . count(self::$hidden); }
}
echo A::bump(), B::bump(), B::up(), A::$shared, B::$shared, "\n";
$n = "B";
echo $n::$own, A::$own, (new B)::$shared, "\n";
$r = &A::ref();
$r[] = 2;
echo B::up(), "\n";
B::$shared = &$outside;
$outside = "via reference";
echo A::$shared, "\n";
A::$own = [1, [2]];
A::$own[1][] = 3;
print_r(A::$own);
var_dump(isset(A::$own[1][1]), isset(A::$nope), isset(B::$own->x), empty(A::$hidden), A::$own[5] ?? "default");
