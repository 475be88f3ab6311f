<?php
// echo prints 14 significant digits, var_dump and var_export the shortest exact form.
$f = [0.1, 0.1 + 0.2, 1 / 3, 1e15, 1e14, 123456789012345678, 1.5e-7, 0.0001, 0.00001, 1e22, 1.0, -0.0, 100000.0, 2.5e+20, INF, -INF, NAN, 1e100, 123456789.12345678];
foreach ($f as $x) {
    echo $x, " ";
    var_dump($x);
}
var_export([1.0, 0.1, -0.0, 1e50, INF, NAN]);
echo "\n", 7.0, " ", 1e3, " ", 0.1 + 0.7, " ", (0.1 + 0.7) * 10, " ", (int)((0.1 + 0.7) * 10), "\n";
