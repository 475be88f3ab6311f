<?php
// References and copies: passing a reference by value, returning it, and storing it in other arrays.
function byval($x) { $x[] = 1; return $x; }
$a = [0];
$r = &$a;
$b = byval($r);
echo count($a), count($b), count($r), "\n";
$box = ["x" => &$a];
$box2 = $box;
$box2["x"][] = "in";
echo count($a), count($box["x"]), "\n";
unset($box["x"]);
$box2["x"] = "replaced";
var_dump($a);
function mk() { $l = 1; return ["l" => &$l, "get" => function () use (&$l) { return $l; }]; }
$m = mk();
$m["l"] = 7;
echo $m["get"](), "\n";
$n = mk();
echo $n["get"](), "\n";
$str = "abc";
$rs = &$str;
$t = $str;
$rs[0] = "X";
echo $t, $str, "\n";
$objs = [(object)["v" => 1]];
foreach ($objs as $o) $o->v++;
echo $objs[0]->v, "\n";
