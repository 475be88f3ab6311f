<?php
// Implicit conversions of floats with a fraction or out of range to int are deprecated.
var_dump(7.5 % 2, 7.0 % 2, 1.5 | 1, 2.0 << 1, 3.7 >> 1, ~2.5);
$a = ["a", "b", "c"];
var_dump($a[1.7], $a["1.7"] ?? "none", $a[2.0]);
$a[0.9] = "z";
var_dump($a[0], "7.5" % 4, 1e19 % 7);
function i(int $x) { var_dump($x); }
i(2.0);
i("3");
i("4.0");
i(2.5);
i("2.5");
i(1e20);
