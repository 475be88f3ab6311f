<?php
// Simple interpolation: variables, one array key, one property, and where the name ends.
class P { public $q = "Q"; public $o; public $a = ["k" => "AK"]; }
$p = new P;
$p->o = new P;
$v = "V";
$a = ["k" => "K", 3 => "three", -1 => "minus", "03" => "oct", "n" => ["x" => 1]];
$k = "k";
$v1 = "one";
echo "$v $v1 $v-1 $v[0] $a[k] $a[3] $a[-1] $a[03] $a[$k]\n";
echo "$p->q $p->qq $p->a[k]\n";
echo "$v->x|\n";
