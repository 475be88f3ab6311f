<?php
// Recursion: mutual, through callbacks and closures, with arrays by value and by reference.
function even($n) { return $n == 0 ? true : odd($n - 1); }
function odd($n) { return $n == 0 ? false : even($n - 1); }
var_dump(even(50), odd(50));
function ack($m, $n) { return $m == 0 ? $n + 1 : ($n == 0 ? ack($m - 1, 1) : ack($m - 1, ack($m, $n - 1))); }
echo ack(2, 3), "\n";
$fib = function ($n) use (&$fib) { return $n < 2 ? $n : $fib($n - 1) + $fib($n - 2); };
echo $fib(12), "\n";
function flat($a) { return array_reduce($a, function ($c, $x) { return array_merge($c, is_array($x) ? flat($x) : [$x]); }, []); }
echo implode(",", flat([1, [2, [3, [4]], 5], [[[]]]])), "\n";
function hanoi($n, $a, $b, $c, &$moves) { if ($n) { hanoi($n - 1, $a, $c, $b, $moves); $moves[] = "$a$c"; hanoi($n - 1, $b, $a, $c, $moves); } }
hanoi(3, "A", "B", "C", $moves);
echo implode(" ", $moves), "\n";
function down($n) { try { if ($n == 0) throw new Exception("bottom"); down($n - 1); } finally { echo $n; } }
try {
    down(4);
} catch (Exception $e) {
    echo $e->getMessage(), count($e->getTrace()), "\n";
}
function perm($s, $p = "") { if ($s === "") return [$p]; $r = []; for ($i = 0; $i < strlen($s); $i++) $r = array_merge($r, perm(substr($s, 0, $i) . substr($s, $i + 1), $p . $s[$i])); return $r; }
echo implode(" ", perm("abc")), "\n";
