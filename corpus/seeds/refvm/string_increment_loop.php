<?php
// A loop over letters by increment, string comparison inside, and copies of each step kept.
$keep = [];
for ($c = "x", $n = 0; $n < 6; $c++, $n++) {
    $keep[] = $c;
}
echo implode(",", $keep), "\n";
$s = "Zz9";
$old = $s;
echo $s++, " ", $s, " ", ++$s, " ", $old, "\n";
$lit = "zz";
$a = [$lit, $lit];
$a[0]++;
var_dump($a, $lit);
$o = (object)["p" => "a9"];
$o->p++;
++$o->p;
var_dump($o->p, $o->p--, $o->p);
static $st = "Az";
$st++;
var_dump($st);
$st = [];
$st++;
