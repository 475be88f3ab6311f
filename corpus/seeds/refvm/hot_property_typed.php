<?php
// Typed properties in hot loops: ints that stay, coercions, a late TypeError, an uninitialized one, a reference to one.
class T {
    public int $i = 0; public ?string $s = null; public float $f = 1; public array $a = []; public bool $b; public self|null $t = null;
    function add($x) { $this->i += $x; return $this->i; }
}
function feed($n) {
    $t = new T; $errors = 0;
    for ($i = 0; $i < $n; $i++) {
        try {
            $t->i = $i < 100 ? $i : ($i < 105 ? "$i" : ($i < 108 ? 2.0 : ($i == 108 ? "x" : null)));
            $t->s = $i;
            $t->f = $t->f + $i;
            $t->a[] = $t->add(1);
            $t->b = $t->i % 2;
        } catch (TypeError $e) {
            $errors++;
            $text = $e->getMessage();
        }
    }
    var_dump($t->i, $t->s, $t->f, count($t->a), $t->b);
    echo $errors, " ", $text ?? "", "\n";
}
feed(80); feed(107); feed(111);
$t = new T; $r = &$t->i;
try {
    for ($i = 0; $i < 120; $i++) { $r = $i < 110 ? "$i" : "12abc"; $r++; }
} catch (TypeError $e) {
    echo $i, " ", $e->getMessage(), "\n";
}
var_dump($t->i);
try {
    for ($i = 0; $i < 103; $i++) { if ($i < 100) $t->b = true; if ($i == 101) unset($t->b); $x = $t->b; }
} catch (Error $e) {
    echo $i, " ", $e->getMessage(), "\n";
}
