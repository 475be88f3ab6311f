<?php
// ?? and ??= look through missing keys and properties without notices; the plain read warns.
$a = ["x" => null, "y" => ["z" => 0]];
var_dump($a["x"] ?? "def", $a["q"] ?? "def", $a["y"]["z"] ?? "def", $a["y"]["z"]["w"] ?? "def", $none ?? "def", $none->p->q ?? "def");
$a["x"] ??= 5;
$a["y"]["z"] ??= 6;
$a["n"]["m"] ??= 7;
var_dump($a);
function f() { echo "f called\n"; return 9; }
$s = 1;
$s ??= f();
$u ??= f();
var_dump($s, $u, null ?? false ?? 1);
$str = "abc";
var_dump($str[1] ?? "no", $str[9] ?? "no", $str["x"] ?? "no", $str["1"] ?? "no");
var_dump($a["nokey"]);
