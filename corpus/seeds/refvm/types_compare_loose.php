<?php
// The loose comparison table of PHP 8: numbers against strings, null, bools and arrays.
$v = [0, 1, -1, "0", "1", "", "a", "1e0", " 1", "1 ", null, true, false, [], [0], "01", 1.0, "abc"];
foreach ($v as $i => $a) {
    $line = "";
    foreach ($v as $b) {
        $line .= $a == $b ? "=" : ".";
    }
    echo $line, " ", $i, "\n";
}
var_dump("abc" == 0, "1" == "01", "10" == "1e1", 100 == "1e2", null == false, "0" == false, "0.0" == false);
