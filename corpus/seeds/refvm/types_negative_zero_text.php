<?php
// As a float the text "-0" has its sign; as a number in arithmetic, and as a float parameter, it is the int 0.
foreach (["-0", "-0.0", "0", "+0", "-0x", " -0", "\n-0 ", "-00", "-0e5", "-", "-.0", "0-", "--0"] as $text) {
    echo strlen($text), " '", trim($text), "' ";
    var_dump((float) $text, floatval($text));
    $set = $text;
    settype($set, "float");
    var_dump($set === 0.0, (string) $set, (int) $text);
}
var_dump("-0" + 0, -"0", "-0" * 1, 0.0 + "-0", "-0" == "0", "-0" * 1.0, "-0" + 0.0, (float) "-0" . "");
function take(float $x) {
    var_dump($x);
}
take("-0");
take("-0.0");
var_dump(abs("-0"), round("-0"), intdiv("-0", 1), max("-0", 0), (float) "-0" === 0.0);
