<?php
// What is true and what is false, in if, while, ternary, !, && and ||.
class E {}
$all = [0, -1, 0.0, -0.0, 0.1, NAN, "", "0", "00", "0.0", " ", "false", null, [], [0], [[]], new E];
foreach ($all as $v) {
    echo $v ? "T" : "F", (bool)$v ? "T" : "F", !$v ? "T" : "F", ($v && true) ? "T" : "F", ($v || false) ? "T" : "F", ($v xor true) ? "T" : "F", " ";
}
echo "\n";
function side($n, $v) { echo $n; return $v; }
var_dump(side("a", 0) && side("b", 1), side("c", 2) || side("d", 0), side("e", 1) and side("f", 0));
$x = true and false;
var_dump($x);
