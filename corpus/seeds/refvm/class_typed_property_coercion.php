<?php
// Typed properties coerce scalars as parameters do, and refuse the rest with a TypeError.
class T {
    public int $i = 1;
    public ?string $s = null;
    public float $f = 1;
    public bool $b = false;
    public array $a = [];
    public ?T $t = null;
}
function attempt($o, $p, $v) {
    try {
        $o->$p = $v;
    } catch (TypeError $e) {
        echo $e->getMessage(), "\n";
    }
    var_dump($o->$p);
}
$o = new T;
attempt($o, "i", "42");
attempt($o, "i", "42abc");
attempt($o, "i", 4.0);
attempt($o, "i", 4.5);
attempt($o, "i", true);
attempt($o, "i", null);
attempt($o, "s", 12);
attempt($o, "s", []);
attempt($o, "f", 3);
attempt($o, "b", "x");
attempt($o, "a", "x");
attempt($o, "t", new stdClass);
attempt($o, "t", null);
