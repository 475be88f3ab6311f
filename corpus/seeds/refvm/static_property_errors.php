<?php
// Undeclared, inaccessible and misused static properties, with each text.
class A {
    public $inst = 1;
    static $s = 1;
    private static $priv = 2;
    protected static $prot = 3;
    public static int $typed = 4;
    public static ?A $uninit;
}
class B extends A { function get() { return [self::$prot, parent::$priv]; } }
foreach ([
    function () { return A::$nope; }, function () { A::$nope = 1; }, function () { return A::$inst; },
    function () { return A::$priv; }, function () { A::$prot++; }, function () { return Zip::$x; },
    function () { return (new B)->get(); }, function () { A::$typed = "x"; }, function () { $r = &A::$typed; $r = []; },
    function () { return A::$uninit; }, function () { return A::$uninit ?? "unset is fine"; },
    function () { $a = new A; return $a->s; }, function () { $a = new A; $a->s = 5; return A::$s; },
    function () { A::$nope[] = 1; }, function () { $r = &A::$nope; }, function () { return A::$s->p; },
    function () { A::$s[0] = 1; }, function () { $n = 5; return $n::$x; }, function () { A::$typed .= "9"; return A::$typed; },
] as $i => $f) {
    try {
        echo $i, ": ";
        var_dump($f());
    } catch (Error $e) {
        echo get_class($e), ": ", $e->getMessage(), "\n";
    }
}
