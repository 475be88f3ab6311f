<?php
// Readonly properties read in hot loops; late there is a write from outside, a second write, and a clone.
class Point {
    public function __construct(public readonly int $x, public readonly array $list = [1, 2]) {}
    function with($x) { return new Point($x, $this->list); }
    function break_it() { $this->x = 5; }
    function grow() { $this->list[] = 3; }
}
function walk($n) {
    $p = new Point(0); $errors = []; $sum = 0;
    for ($i = 0; $i < $n; $i++) {
        $p = $p->with($p->x + $i % 3);
        $sum += $p->x + $p->list[$i % 2];
        try {
            if ($i == 100) $p->x = 1;
            if ($i == 101) $p->break_it();
            if ($i == 102) $p->grow();
            if ($i == 103) $p->x++;
            if ($i == 104) $r = &$p->x;
            if ($i == 105) unset($p->x);
        } catch (Error $e) {
            $errors[$e->getMessage()] = $i;
            $q = clone $p;
        }
    }
    echo "$sum {$p->x}\n";
    foreach ($errors as $text => $i) echo "$i $text\n";
    return $q ?? null;
}
walk(90);
$q = walk(110);
for ($i = 0; $i < 105; $i++) { $c = clone $q; $s = $c->x + $q->x; }
var_dump($s, $c == $q);
