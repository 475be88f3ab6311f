<?php
// Arrays are values: assignments, parameters, returns, properties and constants stay apart after a write.
$a = [1, [2, 3], "k" => ["x" => 1]];
$b = $a;
$b[1][] = 4;
$b["k"]["x"]++;
$c = $b;
unset($c[1][0], $c["k"]);
function change($p) { $p[] = "p"; $p[1] = 0; return $p; }
$d = change($a);
class H { public $arr = [1, 2]; const C = [7]; }
$h = new H;
$g = new H;
$h->arr[] = 3;
$e = $h->arr;
$e[] = 4;
$k = H::C;
$k[] = 8;
echo count($a[1]), count($b[1]), count($c), count($d), count($h->arr), count($g->arr), count($e), count($k), count(H::C), "\n";
var_dump($a, $b["k"]["x"], $c);
$self = [1];
$self[] = $self;
$self[1][] = 2;
var_dump($self);
foreach ($a as $v) {
    $a[] = $v;
    if (count($a) > 5) break;
}
echo count($a), "\n";
