<?php
// Static properties: own, inherited, shared and redeclared; through self, static, a name in a variable; a type that changes late.
class Base {
    public static $n = 0; protected static $list = []; public static ?int $typed = 0;
    static function up() { self::$n++; static::$list[] = count(static::$list); return static::class; }
    static function size() { return count(static::$list); }
}
class Own extends Base { protected static $list = ["own"]; public static $n = 100; }
class Shared extends Base {}
$classes = ["Base", "Own", "Shared"];
$h = 0;
for ($i = 0; $i < 130; $i++) {
    $c = $classes[$i < 70 ? 0 : $i % 3];
    $h = ($h + strlen($c::up())) % 1009;
    $c::$n += 2;
    if ($i == 100) Base::$n = 0.5;
    if ($i == 120) Own::$n = "5";
}
var_dump($h, Base::$n, Own::$n, Shared::$n, Base::size(), Own::size(), Shared::size());
function typed($n) {
    for ($i = 0; $i < $n; $i++) {
        Base::$typed++;
        if ($i == 100) Base::$typed = "40";
        if ($i == 105) Base::$typed = null;
        if ($i == 110) $r = &Base::$typed;
        if ($i > 110) $r = $i == 115 ? "word" : 1;
    }
    return Base::$typed;
}
var_dump(typed(90), typed(108));
try {
    typed(120);
} catch (TypeError $e) {
    echo $e->getMessage(), " ", Base::$typed, "\n";
}
