<?php
// Temporaries die as soon as their operator is done, in the middle of an expression.
class T {
    public $n;
    public $arr = [1, 2];
    function __construct($n) { $this->n = $n; }
    function __destruct() { echo "<{$this->n}>"; }
    function __toString(): string { return "s{$this->n}"; }
    function get() { return $this->n; }
}
echo (new T(1))->n, " ", (new T(2))->get(), " ", new T(3), " ", "a" . new T(4) . "b", "\n";
echo (new T(5))->arr[1], " ", count((new T(6))->arr), " ", new T(7) == new T(8) ? "eq" : "ne", "\n";
$x = (new T(9))->n + (new T(10))->n;
echo $x, "\n";
$s = "in {$x} " . (new T(11))->n . " out";
echo $s, " ", isset((new T(12))->n) ? "set" : "", " ", new T(13) instanceof T, "\n";
$y = (new T(14)) && (new T(15));
$z = [new T(16), (new T(17))->n][1];
echo $z, " ", (function ($t) { return $t->n; })(new T(18)), "\n";
switch (new T(19)) { case "s19": echo "matched"; break; default: echo "default"; }
echo "\n";
if (new T(20)) { echo "then"; }
while ((new T(21))->n > 21) { }
for ($i = new T(22); $i instanceof T; $i = 0) { echo "loop"; }
echo "\n";
