<?php
// Recursion as an argument of recursion, and three-way recursion with memory in an array by reference.
function ack($m, $n) {
    if ($m == 0) return $n + 1;
    if ($n == 0) return ack($m - 1, 1);
    return ack($m - 1, ack($m, $n - 1));
}
var_dump(ack(1, 20), ack(2, 6), ack(2, 7.0));
function tak($x, $y, $z) {
    return $y >= $x ? $z : tak(tak($x - 1, $y, $z), tak($y - 1, $z, $x), tak($z - 1, $x, $y));
}
var_dump(tak(8, 4, 2));
function ways($n, &$memo) {
    if ($n < 0) return 0;
    if ($n == 0) return 1;
    if (isset($memo[$n])) return $memo[$n];
    return $memo[$n] = ways($n - 1, $memo) + ways($n - 2, $memo) + ways($n - 5, $memo);
}
$memo = [];
for ($i = 0; $i < 100; $i++) $w = ways($i, $memo);
var_dump($w, count($memo), $memo[60], $memo[99]);
function hanoi($n, $from, $to, $via, &$moves) {
    if ($n == 0) return;
    hanoi($n - 1, $from, $via, $to, $moves);
    $moves = substr($moves . $from . $to, -16);
    hanoi($n - 1, $via, $to, $from, $moves);
}
hanoi(7, "a", "b", "c", $m);
var_dump($m);
