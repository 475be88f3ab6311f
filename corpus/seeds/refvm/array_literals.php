<?php
// Array literals: order of evaluation, duplicate keys, trailing commas, constants and nesting.
function k($x) { echo "k$x "; return $x; }
$a = [k(1) => k("a"), k(0) => k("b"), k(1) => k("c"), k("z"),];
var_dump($a);
const BASE = 10;
class K { const A = "ka"; const LIST = [1, 2, [3, "x" => 4]]; }
$b = [BASE => 1, BASE + 1 => 2, K::A => K::LIST[2]["x"], K::A . "!" => [], array(1, array(2))];
var_dump($b, K::LIST[9] ?? "none");
var_dump([1, 2, 3][1], "abc"[1], [[1, 2], [3]][0][1]);
echo K::LIST[9];
