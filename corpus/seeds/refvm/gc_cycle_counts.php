<?php
// gc_collect_cycles returns how many values it freed: objects and arrays in simple cycles.
class N { public $a; public $b; }
function one() { $x = new N; $x->a = $x; }
function two() { $x = new N; $y = new N; $x->a = $y; $y->a = $x; }
function arr() { $a = [1]; $a[] = &$a; }
function blend() { $x = new N; $x->a = [[$x]]; $x->b = "str"; }
function tail() { $x = new N; $x->a = $x; $x->b = new N; }
function closure() { $f = function () use (&$f) { return $f; }; }
gc_collect_cycles();
foreach (["one", "two", "arr", "blend", "tail", "closure"] as $f) {
    $f();
    echo $f, ": ", gc_collect_cycles(), " then ", gc_collect_cycles(), "\n";
}
for ($i = 0; $i < 5; $i++) { one(); two(); }
echo gc_collect_cycles(), "\n";
$kept = new N;
$kept->a = $kept;
$kept->b = $i;
echo gc_collect_cycles(), "\n";
$kept = null;
echo gc_collect_cycles(), "\n";
