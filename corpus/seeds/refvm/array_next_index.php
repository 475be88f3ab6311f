<?php
// The next index follows the largest ever used, negative keys included, and can run out.
$a = [];
$a[] = "x"; $a[5] = "y"; $a[] = "z"; unset($a[6]); $a[] = "w"; unset($a[7]);
$a[] = "v";
var_dump($a);
$n = [-5 => "a"]; $n[] = "b"; $n[-9] = "c"; $n[] = "d";
var_dump($n);
array_pop($n); $n[] = "e";
echo implode(",", array_keys($n)), "\n";
$full = [PHP_INT_MAX => 1];
try {
    $full[] = 2;
} catch (Error $e) {
    echo get_class($e), ": ", $e->getMessage(), "\n";
}
try {
    array_push($full, 3);
} catch (Error $e) {
    echo $e->getMessage(), "\n";
}
try {
    $r = &$full[];
} catch (Error $e) {
    echo $e->getMessage(), "\n";
}
try {
    $full[]["deep"] = 4;
} catch (Error $e) {
    echo $e->getMessage(), "\n";
}
var_dump(count($full), [PHP_INT_MAX - 1 => 1, 2]);
$bad = [PHP_INT_MAX => 1, 2];
