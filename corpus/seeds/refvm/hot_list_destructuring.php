<?php
// list() and [] on the left: positions, keys, nested, swaps; late the right side is too short, a scalar or null.
function unpack_rows($rows) {
    $s = 0;
    foreach ($rows as [$a, ["n" => $b, "k" => $c]]) $s += $a * 100 + $b * 10 + $c;
    return $s;
}
$rows = [];
for ($i = 0; $i < 100; $i++) $rows[] = [$i, ["n" => $i % 7, "k" => $i % 3]];
var_dump(unpack_rows($rows));
$rows[] = [1]; $rows[] = [1, [2]]; $rows[] = null; $rows[] = 5;
var_dump(unpack_rows($rows));
function fib_pair($n) { $a = 0; $b = 1; for ($i = 0; $i < $n; $i++) [$a, $b] = [$b, $a + $b]; return $a; }
var_dump(fib_pair(60), fib_pair(100));
$o = new stdClass; $arr = [0, 0];
for ($i = 0; $i < 110; $i++) {
    [$o->p, $arr[1], [, $arr["x"]]] = [$i, $i < 100 ? -$i : "s$i", [1, $i * 2]];
    ["x" => $x, 1 => $y] = $arr;
    list($p, list(, $q)) = [$x, [$y, $y]];
    [$arr[0], $arr[0]] = [$arr[0] + 1, $arr[0] + 2];
}
var_dump($o->p, $arr, $x, $y, $p, $q);
for ($i = 0; $i < 104; $i++) {
    $from = $i < 101 ? [$i, $i] : "string";
    [$u, $v] = $from;
    $r = ([$w, $z] = [1, $i]);
}
var_dump($u, $v, $w, $z, count($r));
