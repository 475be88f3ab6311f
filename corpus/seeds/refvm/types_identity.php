<?php
// Identity compares type, key order and element types; equality does not.
var_dump(1 === 1.0, "1" === "1", 0.0 === -0.0, null === false, [] === []);
var_dump([1, 2] === [1 => 2, 0 => 1], [1, 2] == [1 => 2, 0 => 1], ["a" => 1] == ["a" => "1"], ["a" => 1] === ["a" => "1"]);
$x = [1, [2, 3]];
$y = $x;
$r = &$y[1][0];
var_dump($x === $y);
$r = "2";
var_dump($x === $y, $x == $y, $x !== $y);
class P { public $a = 1; }
$p = new P;
$q = new P;
var_dump($p == $q, $p === $q, $p === $p);
$q->a = 2;
var_dump($p == $q, $p < $q);
