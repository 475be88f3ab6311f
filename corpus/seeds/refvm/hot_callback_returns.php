<?php
// Callbacks of one or two oplines, which return constants, arguments, and what others hold; late something dies with the call.
class Gone { public $n; function __construct($n) { $this->n = $n; } function __destruct() { echo "-", $this->n, " "; } }
$data = range(1, 150);
echo array_sum(array_map(fn($x) => 1, $data)), " ";
echo array_sum(array_map(fn($x) => $x, $data)), " ";
echo count(array_filter(array_map(function ($x) { }, $data), "is_null")), " ";
echo implode(",", array_slice(array_map(function ($x) { return "text"; }, $data), 147)), " ";
echo count(array_map(function ($x) { return [1, 2]; }, $data)), "\n";
// Strings, arrays and objects as arguments: others hold them, but for the last ones.
$kept = [];
foreach ($data as $i) $kept[] = $i % 3 == 0 ? "s$i" : ($i % 3 == 1 ? [$i, "k" => $i] : new ArrayObjectLike($i));
class ArrayObjectLike { public $v; function __construct($v) { $this->v = $v; } }
$seen = 0;
$look = function ($x) use (&$seen) { $seen += is_string($x) ? strlen($x) : (is_array($x) ? count($x) : $x->v); return $x; };
$same = array_map($look, $kept);
var_dump($same === $kept, $seen);
$first = fn($x, $y) => $x;
$second = function ($x, $y) { return $y; };
for ($i = 0; $i < 120; $i++) {
    $o = $i < 110 ? $kept : [new Gone($i)];
    $r = array_map($first, $o, $o);
    $r = array_map($second, $r, $r);
}
echo count($r), get_class($r[0]), "\n";
unset($o, $r);
// The argument's last holder is the frame: nobody wants what a walk's callback returns.
function drop($x) { $x = null; return new Gone("d"); }
for ($i = 0; $i < 60; $i++) call_user_func("drop", $i < 57 ? $i : new Gone("a$i"));
echo "\n";
$make = function ($n) { $local = $n < 95 ? $n : new Gone($n); return $n; };
echo array_sum(array_map($make, range(1, 97))), "\n";
echo implode(" ", array_map(fn($x) => $x . "!", ["a", "b"])), "\n";
