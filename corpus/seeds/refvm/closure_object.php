<?php
// Closures are objects: class name, comparison, cloning, callable checks and forbidden operations.
$f = function ($x) { return $x; };
$g = $f;
$h = clone $f;
var_dump($f === $g, $f == $h, $f instanceof Closure, get_class($f), is_callable($f), is_object($f), (bool)$f);
var_dump($f->__invoke(5), method_exists($f, '__invoke'), call_user_func([$f, '__invoke'], 6));
$tests = [
    function () use ($f) { $f->prop = 1; },
    function () use ($f) { return $f->prop; },
    function () use ($f) { new Closure; },
    function () use ($f) { return $f + 1; },
    function () use ($f) { return "$f"; },
    function () use ($f) { $f->nope(); },
    function () use ($f) { unset($f->p); },
    function () use ($f) { return $f(); },
    function () use ($f) { var_dump(isset($f->p)); },
    function () use ($f) { foreach ($f as $k) echo "never"; },
];
foreach ($tests as $t) {
    try {
        $t();
    } catch (Error $e) {
        $m = $e->getMessage();
        echo get_class($e), ": ", strlen($m) > 70 ? substr($m, 0, 47) : $m, "\n";
    }
}
var_dump((int)$f);
