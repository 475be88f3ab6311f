<?php
// array_push, pop, shift, unshift and splice in hot loops, by reference into built-ins; the stack runs empty late.
function stack($n) {
    $s = []; $sum = 0; $empty = 0;
    for ($i = 0; $i < $n; $i++) {
        if ($i < 60) array_push($s, $i, "x$i");
        $v = array_pop($s);
        if ($v === null) $empty++;
        else $sum += is_int($v) ? $v : strlen($v);
        if ($i > 60 && $i % 2) $v = array_pop($s);
    }
    return "$sum $empty " . count($s);
}
echo stack(50), "\n", stack(90), "\n", stack(120), "\n";
$q = [0];
for ($i = 1; $i < 130; $i++) {
    $q[] = $i;
    if ($i % 3) { $h = array_shift($q); array_unshift($q, $h + 1); }
    if (count($q) > 6) array_splice($q, 1, 2, [$i * 10]);
    if ($i == 110) $q["key"] = "text";
    if ($i == 120) $r = &$q[2];
}
$r = "ref";
var_dump($q);
function drain($list, $f) { while ($list) $out[] = $f($list); return $out; }
echo implode(" ", array_slice(drain(range(1, 110), "array_pop_it"), -5)), "\n";
function array_pop_it(&$l) { return array_pop($l); }
