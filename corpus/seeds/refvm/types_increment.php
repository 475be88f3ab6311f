<?php
// ++ and -- on null, bool, float, numeric and alphabetic strings, and on what they can't take.
$n = null; $n++; var_dump($n);
$n = null; $n--; var_dump($n);
$b = true; $b++; var_dump($b);
$f = 1.5; $f--; var_dump($f);
foreach (["5", "5.5", "a", "z", "Az", "zZ9", "a9", "", "5x", "-", "1e2", " 1"] as $s) {
    $t = $s;
    $t++;
    $u = $s;
    $u--;
    var_dump($t, $u);
}
$a = [];
try {
    $a++;
} catch (TypeError $e) {
    echo $e->getMessage(), "\n";
}
$o = (object)[];
try {
    $o--;
} catch (TypeError $e) {
    echo $e->getMessage(), "\n";
}
var_dump($undef++, ++$undef2);
