<?php
// References to elements survive copies of the array; var_dump does not show them after one holder is left.
$a = [1, 2, [3]];
$r = &$a[1];
$b = $a;
$b[1] = "shared";
$b[0] = "own";
var_dump($a[0], $a[1]);
$deep = &$a[2][0];
$c = $a;
$c[2][0] = "deep";
var_dump($a[2][0], $c == $a);
unset($r, $b, $c);
$d = $a;
$d[1] = "alone";
var_dump($a[1]);
$x = ["self" => 1];
$x["me"] = &$x;
echo count($x["me"]["me"]), "\n";
$x["me"]["added"] = 2;
var_dump(isset($x["added"]));
unset($x["me"]);
var_dump($x);
