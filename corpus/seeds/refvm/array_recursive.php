<?php
// A recursive array printed by var_dump, print_r and var_export, counted and compared.
$a = [1];
$a["r"] = &$a;
var_dump($a);
print_r($a);
echo "\n";
var_export($a);
echo "\n", count($a["r"]["r"]["r"]), "\n";
var_dump($a["r"] === $a);
$o = (object)["p" => 1];
$o->me = $o;
$o->arr = [$o];
var_dump($o);
print_r($o);
