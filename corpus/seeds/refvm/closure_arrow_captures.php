<?php
// What an arrow function takes from outside: also what a closure within it uses, and what another arrow function reads.
function make($a, $b, $c) {
    return fn($x) => [function () use ($a, $x) { return $a . $x; }, fn($y) => fn() => "$b$x$y", isset($none), $c['k']];
}
[$first, $second, $isset, $k] = make('a', 'b', ['k' => 'c'])('x');
echo $first(), $second('y')(), $isset ? 'set' : 'unset', $k, "\n";
$late = fn() => function () use ($undefined) { return $undefined ?? 'default'; };
echo $late()(), "\n";
$by_ref = function () { $n = 1; $f = fn() => function () use (&$n) { return ++$n; }; return [$f()(), $f()(), $n]; };
echo implode($by_ref()), "\n";
