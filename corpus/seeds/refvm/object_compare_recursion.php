<?php
// Comparing two cyclic structures ends in the fatal error about nesting.
class N { public $next; public $v = 1; }
$a = new N;
$a->next = $a;
$b = new N;
$b->next = $b;
var_dump($a == $a, $a === $b);
$c = new N;
$c->next = new N;
$d = new N;
$d->next = new N;
var_dump($c == $d);
$d->next->next = $d;
var_dump($c == $d);
register_shutdown_function(function () { echo "shutdown still runs\n"; });
var_dump($a == $b);
echo "never\n";
