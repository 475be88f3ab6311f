<?php
// Functions that call each other: two, three, and through a method, a closure and a string.
function even($n) { return $n == 0 ? true : odd($n - 1); }
function odd($n) { return $n == 0 ? false : even($n - 1); }
function one($n, $s) { return $n <= 0 ? $s : two($n - 1, $s + 1); }
function two($n, $s) { return $n <= 0 ? $s : three($n - 2, $s * 2 % 1009); }
function three($n, $s) { return $n <= 0 ? $s : one($n - 1, $s - 3); }
class Ping {
    public $n = 0;
    function ping($k) { $this->n++; return $k ? $this->pong($k - 1) . "i" : ""; }
    function pong($k) { $this->n += 100; $f = [$this, "ping"]; return $k ? $f($k - 1) . "o" : "!"; }
}
var_dump(even(150), odd(151), even(101), even(40.0));
$t = 0;
for ($i = 0; $i < 60; $i++) $t += one($i, $i) + (even($i % 6) ? 1 : 0);
var_dump($t);
$p = new Ping;
echo $p->ping(30), " ", $p->n, " ", $p->ping(111), " ", $p->n, "\n";
function bounce($f, $g, $n) { return $n ? $g($g, $f, $n - 1) + 1 : 0; }
var_dump(bounce("bounce", fn($f, $g, $n) => $n ? $g($f, $g, $n - 1) + 100 : 0, 60), bounce("bounce", "bounce", 120));
