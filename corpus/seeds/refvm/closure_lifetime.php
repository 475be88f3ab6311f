<?php
// What a closure holds lives as long as it does; cycles through closures are collected.
class D { public $n; public $f; function __construct($n) { $this->n = $n; } function __destruct() { echo "~", $this->n, "\n"; } function cl() { return function () { return $this->n; }; } }
$c = (new D("held by this"))->cl();
echo "alive ", $c(), "\n";
$c = null;
$d = new D("held by use");
$u = function () use ($d) { return $d->n; };
unset($d);
echo "still ", $u(), "\n";
unset($u);
$x = new D("cycle");
$x->f = function () use ($x) { return $x; };
unset($x);
echo "before gc\n";
var_dump(gc_collect_cycles() > 0);
$y = new D("self cycle");
$y->f = $y->cl();
$y = null;
gc_collect_cycles();
$f = function () use (&$f) { return isset($f); };
var_dump($f());
$f = null;
$st = new D("static scope");
$s = (function () { return static function () { return 1; }; })->call($st);
$st = null;
echo "end ", $s(), "\n";
