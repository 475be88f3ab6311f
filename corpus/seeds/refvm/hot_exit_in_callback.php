<?php
// exit() out of a callback that a built-in calls inside a hot loop, with live temporaries in three frames.
class Noisy {
    function __construct(public $id) {}
    function __destruct() { if ($this->id > 96) echo "freed {$this->id}\n"; }
}
function compare($a, $b) {
    static $calls = 0;
    if (++$calls > 900) { echo "calls $calls\n"; exit(0); }
    return $a->id <=> $b->id;
}
function sorted($n, $i) {
    $list = [];
    for ($k = 0; $k < $n; $k++) $list[] = new Noisy(($k * 37 + $i) % 97);
    usort($list, "compare");
    return $list;
}
$sum = 0;
$keep = new Noisy(1000);
for ($i = 0; $i < 100; $i++) {
    $held = [new Noisy($i)];
    $sum += sorted(6, $i)[$i % 6]->id + array_sum(array_map(fn($n) => $n->id, sorted(3, $i)));
    if ($i % 20 == 0) echo "$i $sum\n";
}
echo "never\n";
