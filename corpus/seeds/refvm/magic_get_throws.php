<?php
// Exceptions from __get in every kind of expression leave no half-made value behind.
class T {
    public $log = [];
    function __get($n) { throw new Exception("get $n"); }
    function __set($n, $v) { throw new Exception("set $n=$v"); }
    function __isset($n) { if ($n == "yes") { return true; } throw new Exception("isset $n"); }
    function __unset($n) { throw new Exception("unset $n"); }
}
$t = new T;
$x = "kept";
foreach ([function () use ($t) { return $t->a; }, function () use ($t) { return "pre{$t->b}post"; },
    function () use ($t) { return [1, "two", $t->c, 4]; }, function () use ($t) { return $t->d ?? "default"; },
    function () use ($t) { return $t->yes ?? "default"; }, function () use ($t) { $t->e = "v"; },
    function () use ($t) { $t->f .= "more"; }, function () use ($t) { unset($t->g); },
    function () use ($t) { return isset($t->h); }, function () use ($t) { return empty($t->yes); },
    function () use ($t) { return max(1, $t->i, 2); }, function () use ($t) { foreach ($t->j as $q) { } },
    function () use ($t, &$x) { $x = $t->k; }, function () use ($t, &$x) { $x .= $t->l; },
    function () use ($t) { $t->log[$t->m] = $t->n; }, function () use ($t) { return $t->o[$t->p]; },
] as $i => $f) {
    try {
        var_dump($f());
    } catch (Exception $e) {
        echo $i, ": ", $e->getMessage(), " #", count($e->getTrace()), "\n";
    }
}
var_dump($x, $t->log);
