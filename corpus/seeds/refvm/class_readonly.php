<?php
// A readonly property can be written once, inside the class; every other way to write is an Error.
class P {
    public readonly int $x;
    public readonly array $list;
    function __construct($x) {
        $this->x = $x;
        $this->list = [1, 2];
    }
    function again() { $this->x = 9; }
    function append() { $this->list[] = 3; }
    function forget() { unset($this->x); }
}
function attempt($f) {
    try {
        var_dump($f());
    } catch (Error $e) {
        echo get_class($e), ": ", $e->getMessage(), "\n";
    }
}
$p = new P("5");
attempt(function () use ($p) { return $p->x; });
attempt(function () use ($p) { $p->x = 6; });
attempt(function () use ($p) { $p->again(); });
attempt(function () use ($p) { $p->append(); });
attempt(function () use ($p) { $p->forget(); });
attempt(function () use ($p) { $r = &$p->x; });
attempt(function () use ($p) { $p->x++; });
attempt(function () use ($p) { return $p->list[1]; });
attempt(function () use ($p) { $p->__construct(7); });
attempt(function () { new P("five"); });
