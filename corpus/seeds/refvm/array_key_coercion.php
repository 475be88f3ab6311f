<?php
// Array keys: numeric strings, floats, bools and null are converted; arrays and objects are refused.
$a = ["1" => "a", 1 => "b", "01" => "c", 1.7 => "d", true => "e", false => "f", null => "g", "" => "h", "-5" => "i", "-0" => "j", " 1" => "k", "1.5" => "l"];
var_dump($a);
$b = [];
$b["9223372036854775807"] = 1;
$b["9223372036854775808"] = 2;
$b["-9223372036854775808"] = 3;
$b["-9223372036854775809"] = 4;
foreach ($b as $k => $v) {
    echo gettype($k), " ", $k, "\n";
}
foreach ([[], (object)[], function () {}] as $bad) {
    try {
        $b[$bad] = 1;
    } catch (TypeError $e) {
        echo $e->getMessage(), "\n";
    }
    try {
        echo $b[$bad];
    } catch (TypeError $e) {
        echo $e->getMessage(), "\n";
    }
    try {
        var_dump(isset($b[$bad]));
    } catch (TypeError $e) {
        echo $e->getMessage(), "\n";
    }
}
