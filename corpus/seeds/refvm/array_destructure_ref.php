<?php
// Destructuring by reference, nested and in foreach; elements become references of the source.
$src = [1, [2, 3], "k" => 4];
[&$a, [, &$b]] = $src;
["k" => &$c] = $src;
$a = "A"; $b = "B"; $c = "C";
var_dump($src);
$rows = [[1, 2], [3, 4]];
foreach ($rows as [&$x, $y]) {
    $x += $y;
}
unset($x);
var_dump($rows[0][0], $rows[1][0]);
[&$new] = $undef;
$new = 5;
var_dump($undef);
$s = "str";
try {
    [&$z] = $s;
} catch (Error $e) {
    echo $e->getMessage(), "\n";
}
$one = [1, 2];
[$p, &$q] = $one;
$p = 9; $q = 8;
echo implode(",", $one), "\n";
