<?php
// self::, parent::, static:: and class names in hot code; late static binding changes with the caller; a late missing method.
class A {
    static function create($x) { return static::name() . self::name() . $x; }
    static function name() { return "a"; }
    function inst($x) { return isset($this) ? get_class($this) . $x : "none"; }
}
class B extends A {
    static function name() { return "b"; }
    static function create($x) { return "<" . parent::create($x) . A::create("") . ">"; }
    function inst($x) { return A::inst($x) . parent::inst("p") . self::deep(); }
    function deep() { return static::name(); }
}
class C extends B { static function name() { return "c"; } }
$seen = [];
for ($i = 0; $i < 120; $i++) {
    $class = ["A", "B", "C"][$i < 60 ? 1 : $i % 3];
    $s = $class::create($i % 2);
    $o = new $class;
    $s .= $o->inst($i % 2) . $o::name();
    $seen[$s] = ($seen[$s] ?? 0) + 1;
}
foreach ($seen as $s => $n) echo "$n $s\n";
$errors = [];
for ($i = 0; $i < 106; $i++) {
    $m = $i < 100 ? "name" : ["inst", "nothing"][$i % 2];
    try {
        $r = C::$m($i);
        $r = A::inst(1);
    } catch (Error $e) {
        $errors[$e->getMessage()] = $i;
    }
}
foreach ($errors as $text => $n) echo "$n $text\n";
