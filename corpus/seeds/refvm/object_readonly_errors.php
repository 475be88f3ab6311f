<?php
// Readonly properties that are written, taken by reference, unset or looped over.
function attempt($what, $f) {
    try {
        echo $what, ': ';
        var_dump($f());
    } catch (Throwable $e) {
        echo get_class($e), ': ', $e->getMessage(), "\n";
    }
}
class Point {
    public function __construct(public readonly int $x, public readonly array $list = [1]) {}
    function loop() { foreach ($this as $k => &$v) { $v = 0; } }
    function change() { $this->x = 5; }
    function grow() { $this->list[] = 5; }
    function refer() { $r = &$this->x; $r = 2; return $r; }
    function drop() { unset($this->x); }
    function count() { $this->x++; }
}
attempt('outside', function () { $p = new Point(1); $p->x = 2; });
attempt('inside', function () { (new Point(1))->change(); });
attempt('element', function () { (new Point(1))->grow(); });
attempt('element outside', function () { $p = new Point(1); $p->list['a']['b'] = 1; });
attempt('reference', function () { return (new Point(1))->refer(); });
attempt('unset', function () { (new Point(1))->drop(); });
attempt('count', function () { (new Point(1))->count(); });
attempt('loop', function () { (new Point(1))->loop(); });
attempt('loop outside', function () { foreach (new Point(1) as $k => $v) { echo $k, is_array($v) ? count($v) : $v, ' '; } });
attempt('clone', function () { $p = clone new Point(3); return $p->x; });
