<?php
// Class constants in hot code: self, static, parent, by object and by name; expressions; ::class; a late undefined one.
interface Limits { const MAX = 50; const LIST = ["a" => self::MAX * 2]; }
class Base implements Limits {
    const STEP = 2; const NAME = "base" . self::STEP;
    function next($x) { return $x + static::STEP + self::STEP; }
    function name() { return static::NAME . static::class . self::MAX; }
}
class Derived extends Base { const STEP = 5; const NAME = parent::NAME . "/" . self::STEP; }
$objects = [new Base, new Derived]; $x = 0; $len = 0;
for ($i = 0; $i < 130; $i++) {
    $o = $objects[$i < 90 ? 0 : $i % 2];
    $x = $o->next($x) % 1009 + $o::STEP + Limits::LIST["a"];
    $len += strlen($o->name()) + strlen($o::class);
    switch ($x % 3) {
        case Base::STEP: $x += 10; break;
        case Derived::MAX - 50: $x += 20;
    }
}
var_dump($x, $len, $objects[1]->name());
function const_of($c, $n) { for ($i = 0, $s = 0; $i < $n; $i++) $s += $c::STEP; return $s; }
var_dump(const_of("Base", 60), const_of("Derived", 60), const_of($objects[0], 60));
$errors = [];
for ($i = 0; $i < 105; $i++) {
    try {
        if ($i < 100) $y = Derived::MAX; elseif ($i % 2) $y = Derived::MISSING; else $y = Nowhere::STEP;
    } catch (Error $e) {
        $errors[$e->getMessage()] = $i;
    }
}
foreach ($errors as $text => $i) echo "$i $text\n";
