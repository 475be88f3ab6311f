<?php
// Callbacks that call their built-in again, with themselves, directly and by way of others, from inside hot code.
$tree = [1, [2, [3, 4, [5]], 6], [[7]], 8];
$sum = function ($carry, $x) use (&$sum) { return is_array($x) ? array_reduce($x, $sum, $carry) : $carry + $x; };
$deep = function ($x) use (&$deep) { return is_array($x) ? array_map($deep, $x) : $x * 2; };
function depth($x) { return is_array($x) ? 1 + max(array_map("depth", $x)) : 0; }
class Walker {
    public $seen = [];
    function visit($x) { return is_array($x) ? array_sum(array_map([$this, "visit"], $x)) : $this->note($x); }
    function note($x) { $this->seen[$x] = ($this->seen[$x] ?? 0) + 1; return $x; }
}
$w = new Walker;
$total = 0;
for ($i = 0; $i < 40; $i++) {
    $total += array_reduce($tree, $sum, 0) + depth($tree) + $w->visit($tree);
    if ($i == 30) $tree[] = [[[[9.5, [10]]]]];
}
var_dump($total, depth(array_map($deep, $tree)), $w->seen[9] ?? null, $w->seen[8]);
// Sorting rows whose comparison sorts, as long as there is something to sort.
$compare = function ($a, $b) use (&$compare) {
    if (!is_array($a) || !is_array($b)) return is_array($a) <=> is_array($b) ?: $a <=> $b;
    usort($a, $compare);
    usort($b, $compare);
    return $a[0] <=> $b[0];
};
$rows = [];
for ($i = 0; $i < 60; $i++) $rows[] = [($i * 37) % 61, [($i * 11) % 7, 100 + $i], ($i * 53) % 59];
usort($rows, $compare);
echo implode(" ", array_map(fn($r) => min($r[0], $r[2]), $rows)), "\n";
// A function that is called by the program, by a built-in, and by itself, with more and with fewer arguments.
function part($n, $step = 1, $more = null) { return $n <= 0 ? $step : part($n - $step, $step) + 1; }
$r = 0;
for ($i = 0; $i < 70; $i++) {
    $r += part(3);
    $r += array_sum(array_map("part", [4, 5]));
    $r += array_sum(array_map("part", [4, 5], [2, 1]));
    $r += call_user_func_array("part", $i < 60 ? [2] : [2, 1, 3, 4]);
}
var_dump($r);
