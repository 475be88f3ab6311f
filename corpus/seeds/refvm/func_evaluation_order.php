<?php
// The order in which operands, arguments, indexes and targets are evaluated.
function p($x) { echo $x, " "; return $x; }
$a = [1, 2, 3];
p(1) + p(2) * p(3);
echo "| ";
$a[p(0)] = p("v");
$a[p(1)][p(2)] ?? p("none");
echo "| ";
p("x") . p("y") . (p(0) ?: p("z"));
echo "| ";
$i = 1;
$r = $i + $i++ + ++$i;
echo $r, " ", $i, " ";
$i = 0;
$b = [];
$b[$i++] = $i++;
$b[$i] = ++$i;
echo implode(",", array_keys($b)), "/", implode(",", $b), " | ";
$s = "a";
$s = $s . ($s = "b") . $s;
echo $s, " ";
function g(&$x) { $x++; return $x; }
$n = 1;
echo $n . g($n) . $n, " ", $n + g($n), "\n";
$c = [[5]];
$c[0][0] += p($c[0][0] = 7);
echo $c[0][0], "\n";
$o = (object)["p" => 1];
$o->p = $o->p++ + $o->p;
echo $o->p, "\n";
$x = ["k" => 1];
$x[p("k")] .= p("!");
[p("l") => $y] = ["l" => p("m")];
echo $x["k"], $y, " ", $undefined[p("key")], "\n";
