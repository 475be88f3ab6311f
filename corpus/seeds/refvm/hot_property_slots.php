<?php
// Declared properties read and written in hot methods and from outside; a value changes its type, a property is unset late.
class Particle {
    public $x = 0; public $v = 1; private $e = 0.0; protected $n = 0;
    function step($dt) {
        $this->x += $this->v * $dt;
        if ($this->x > 50) $this->v = -$this->v;
        $this->e += $this->v * $this->v;
        return ++$this->n;
    }
    function state() { return "$this->x $this->v " . round($this->e, 3) . " $this->n"; }
}
function run($n) {
    $p = new Particle; $sum = 0;
    for ($i = 0; $i < $n; $i++) {
        $sum += $p->step($i < 100 ? 1 : 0.25);
        $p->x -= 1;
        $p->x++;
        if ($i == 110) $p->v = "2";
        if ($i == 120) unset($p->v);
        if ($i == 122) $p->v = 3;
        $sum += $p->v ?? 0;
    }
    return $p->state() . " $sum";
}
echo run(60), "\n", run(105), "\n", run(124), "\n";
$a = new Particle; $b = clone $a;
for ($i = 0; $i < 110; $i++) {
    [$a->x, $b->x] = [$b->x + $i, $a->x];
    if ($i == 100) $b = $a;
}
var_dump($a->x, $b->v);
