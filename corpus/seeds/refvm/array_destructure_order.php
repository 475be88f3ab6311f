<?php
// Order of destructuring when targets and sources overlap, and swaps.
function k($n) { echo "k$n "; return $n; }
$a = 1; $b = 2;
[$a, $b] = [$b, $a];
echo "$a $b\n";
$arr = [1, 2, 3];
[$arr[2], $arr[0]] = [$arr[0], $arr[2]];
echo implode(",", $arr), "\n";
[k(1) => $t[k("a")], k(0) => $t[k("b")]] = [k("x"), k("y")];
echo "\n";
var_dump($t);
$i = 0;
$x = [];
[$x[$i++], $x[$i++], $x[$i]] = ["p", "q", "r"];
echo implode(",", $x), " $i\n";
$v = [[1, 2], 3];
[$v, $w] = $v;
var_dump($v, $w);
$l = [4, 5];
[$l[0], $l[1]] = $l;
[$first, $l] = [$l, "replaced"];
var_dump($first, $l);
