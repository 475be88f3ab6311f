<?php
// self::f(), parent::f() and parent::__construct() from methods, closures that are bound anew, and magic ones.
abstract class A {
    private $n = 0;
    abstract function ab();
    static function who() { return static::class; }
    function inst($x) { return get_class($this) . $x; }
    private function priv() { return 'A-priv'; }
    private static function spriv() { return 'A-spriv ' . static::class; }
    function __construct($v = 1) { $this->n += $v; }
    function callSelf() { return self::priv() . self::spriv() . self::inst(1) . self::who(); }
    static function sself() { return self::who() . self::spriv(); }
    function n() { return $this->n; }
    static function clo() { return function () { return self::who(); }; }
    function iclo() { return fn($x) => self::inst($x) . self::who(); }
}
class B extends A {
    function __construct($v = 2) { parent::__construct($v); }
    function ab() { return 'b'; }
    function callAb() { try { return parent::ab(); } catch (Error $e) { return $e->getMessage(); } }
    function inst($x) { return 'B' . parent::inst($x); }
    static function who() { return 'B:' . parent::who(); }
    static function nonstatic() { try { return self::inst(1); } catch (Error $e) { return $e->getMessage(); } }
    function both() { return parent::who() . self::who() . parent::inst(3); }
    function tryPriv() { try { return parent::priv(); } catch (Error $e) { return $e->getMessage(); } }
    function missing() { try { return parent::nope(1); } catch (Error $e) { return $e->getMessage(); } }
}
class C extends B {
    function __construct() { parent::__construct(5); }
    function __call($n, $a) { return "__call $n " . count($a); }
    static function __callStatic($n, $a) { return "__callStatic $n " . count($a); }
    function m2() { return self::nothere(1, 2) . self::who(); }
    static function m3() { return self::nothere(1, 2, 3); }
    function tryPriv2() { try { return parent::priv(); } catch (Error $e) { return $e->getMessage(); } }
}
for ($i = 0; $i < 130; $i++) {
    $o = $i % 3 ? new C : new B(7);
    $s = $o->callSelf() . '|' . $o::sself() . '|' . $o->n() . '|' . $o->callAb() . '|' . $o->inst($i) . '|' . $o::nonstatic();
    $s .= '|' . $o->both() . '|' . $o->missing();
    $f = $o::clo(); $s .= '|' . $f();
    $g = Closure::bind($f, null, $i % 2 ? C::class : B::class); $s .= '|' . $g();
    $h = $o->iclo(); $s .= '|' . $h($i);
    $k = Closure::fromCallable([$o, 'both']); $s .= '|' . $k();
    if ($o instanceof C) $s .= '|' . $o->m2() . '|' . C::m3() . '|' . $o->tryPriv2();
    $s .= '|' . $o->tryPriv();
    $s .= '|' . implode(',', array_map([$o, 'inst'], [1, 2]));
    echo $s, "\n";
}
