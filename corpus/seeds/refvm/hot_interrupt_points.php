<?php
// Loops with almost nothing in them, calls in conditions, loops ended by a call: the places where interrupts are taken.
function nop() {}
function less($i, $n) { return $i < $n; }
function faultline_interrupt() {
    global $interrupts, $shared;
    $interrupts++;
    $shared = $interrupts;
    for ($i = 0; $i < 3; $i++) $x = [$i, "s$i"];
}
$interrupts = 0; $shared = 0;
for ($i = 0; $i < 100; $i++);
while ($i--);
do { nop(); } while (++$i < 90);
for ($i = 0; less($i, 110); $i++) nop();
for ($i = 0; $i < 100 && strlen("abc") == 3; $i++) $a[$i % 3] = $i;
function empty_loops($n) {
    for ($i = 0; $i < $n; $i++);
    foreach (range(1, $n) as $v);
    while (true) { if (--$i < 0) break; }
    return $i + $v;
}
function chain($n) { return $n > 0 ? chain($n - 1) : nop() ?? "end"; }
for ($i = 0, $s = 0; $i < 60; $i++) $s += empty_loops($i % 10 + 1) + strlen(chain($i % 6));
var_dump($s, $i, count($a), $interrupts + $shared >= 0);
foreach (["a", "b"] as $k) for ($j = 0; $j < 70; $j++) { if ($j == 60) continue 2; nop(nop()); }
var_dump($k, $j);
