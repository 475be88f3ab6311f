<?php
// Closures that hold a variable by reference: both sides change it in hot loops; its type changes late.
function shared($n) {
    $total = 0; $calls = 0;
    $add = function ($x) use (&$total, &$calls) {
        $calls++;
        $total += $x;
        if ($calls == 100) $total = (float)$total;
        if ($calls == 120) $total = [];
    };
    try {
        for ($i = 0; $i < $n; $i++) {
            $add($i);
            if ($i % 2) $total++;
        }
    } catch (TypeError $e) {
        echo $e->getMessage(), " on line ", $e->getLine(), "\n";
    }
    var_dump($total, $calls);
}
shared(60); shared(110); shared(130);
$makers = [];
for ($i = 0; $i < 5; $i++) {
    $n = $i;
    $makers[] = ["up" => function () use (&$n) { return ++$n; }, "get" => fn() => $n];
    if ($i == 2) unset($n);
}
for ($k = 0; $k < 120; $k++) {
    $m = $makers[$k < 100 ? $k % 3 : $k % 5];
    $last = $m["up"]();
}
foreach ($makers as $m) echo $m["up"](), " ", $m["get"](), "\n";
$fact = function ($n) use (&$fact) { return $n < 2 ? 1 : $n * $fact($n - 1); };
for ($i = 0; $i < 20; $i++) $f = $fact($i);
$g = $fact; $fact = fn($n) => 100;
var_dump($f, $g(5));
