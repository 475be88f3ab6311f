<?php
// Reads of what is not there: keys, offsets of scalars, nested reads, and the write contexts that stay silent.
$a = ["k" => 1, "s" => "str"];
var_dump($a["nope"]);
var_dump($a[7]);
var_dump($a[-1]);
var_dump($a["x"]["y"]);
var_dump($a["k"]["y"]);
$n = null; $i = 5; $f = 1.5; $b = false;
var_dump($n["a"], $i[0], $f["x"], $b[0][1]);
var_dump($undef["a"]);
$a["new"]["deep"][] = 1;
$n["auto"] = 1;
var_dump($a["new"], $n);
$b["auto"] = 2;
var_dump($b);
try {
    $i["x"] = 1;
} catch (Error $e) {
    echo $e->getMessage(), "\n";
}
$r = &$a["byref"];
var_dump(array_key_exists("byref", $a));
$a["cnt"]++;
$a["sum"] += 5;
var_dump($a["cnt"], $a["sum"]);
