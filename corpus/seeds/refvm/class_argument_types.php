<?php
// A wrong argument type is a TypeError that names function, position, type, caller and line.
class A {
    function self(self $x) { return "self"; }
    function parts(int $i, ?string $s, A $a = null) { return "$i/$s"; }
    function ret($v): int { return $v; }
    function nothing(): void { return; }
    function must($v): self { if ($v) { return $this; } }
}
class B extends A {}
function attempt($f) {
    try {
        var_dump($f(new A));
    } catch (TypeError $e) {
        echo $e->getMessage(), "\n";
    }
}
attempt(function ($a) { return $a->self(new B); });
attempt(function ($a) { return $a->self(new stdClass); });
attempt(function ($a) { return $a->self(null); });
attempt(function ($a) { return $a->parts("12", 3); });
attempt(function ($a) { return $a->parts("12x", 3); });
attempt(function ($a) { return $a->parts(1.5, 3); });
attempt(function ($a) { return $a->parts(1, null, null); });
attempt(function ($a) { return $a->parts(1, []); });
attempt(function ($a) { return $a->ret("7"); });
attempt(function ($a) { return $a->ret("seven"); });
attempt(function ($a) { return $a->ret(null); });
attempt(function ($a) { return $a->nothing(); });
attempt(function ($a) { return $a->must(0); });
attempt(function ($a) { return strlen([]); });
attempt(function ($a) { return strlen($a); });
