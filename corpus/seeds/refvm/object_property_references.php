<?php
// References to properties survive unset, clone and assignment; separated when the last one goes.
class P { public $a = 1; public $b = [1, 2]; }
$o = new P;
$r = &$o->a;
$r++;
$c = clone $o;
$r++;
echo $o->a, $c->a, "\n";
unset($o->a);
$r++;
echo $c->a, " ", isset($o->a) ? "set" : "unset", "\n";
$o->a = 50;
echo $r, "\n";
unset($r);
$d = clone $c;
$d->a = "separate?";
echo $c->a, " ", $d->a, "\n";
$e = &$o->b[0];
$copy = $o->b;
$e = "through";
echo $copy[0], $o->b[0], "\n";
foreach ($o->b as &$item) {
    $item .= "!";
}
unset($item);
echo implode(",", $o->b), implode(",", $copy), "\n";
function inc(&$x) { $x++; return $x; }
echo inc($o->a), inc($o->{"a"}), inc($c->fresh), "\n";
var_dump($c);
