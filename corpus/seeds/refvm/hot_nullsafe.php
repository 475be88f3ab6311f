<?php
// ?-> chains in hot loops: on objects for a long time, then on null, with arguments that are not evaluated any more.
class Link {
    public ?Link $next = null; public $v = 1; public $list = ["k" => 5];
    function next($x = 0) { return $this->next; }
}
function bump(&$n) { return ++$n; }
function chain($n) {
    $a = new Link; $a->next = new Link; $a->next->v = 10;
    $sum = 0; $calls = 0; $nulls = 0;
    for ($i = 0; $i < $n; $i++) {
        $sum += $a?->v + $a?->next?->v;
        $x = $a?->next(bump($calls))?->next(bump($calls))?->v;
        if ($x === null) $nulls++;
        $sum += $a?->next?->list["k"] ?? 1000;
        $s = "v {$a?->next?->v}";
        if (isset($a?->next?->next->v)) $nulls += 100;
        if ($i == 90) $a->next->next = new Link;
        if ($i == 100) $a->next = null;
        if ($i == 110) $a = null;
    }
    return "$sum $calls $nulls $s";
}
echo chain(60), "\n", chain(95), "\n", chain(105), "\n", chain(115), "\n";
$list = array_fill(0, 100, new Link); $list[] = null; $list[] = 5; $t = 0;
try {
    foreach ($list as $i => $l) $t += $l?->next($t)?->v ?? $l?->v ?? 50;
} catch (Error $e) {
    echo $e->getMessage(), "\n";
}
var_dump($i, $t);
$l = $list[100]?->next->next->next($undefined);
var_dump($l);
