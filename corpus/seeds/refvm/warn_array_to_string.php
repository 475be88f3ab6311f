<?php
// Array to string conversion in every place where a string is wanted.
$a = [1, [2]];
echo $a, "\n";
print $a;
echo "\n$a[1] " . $a . "\n";
var_dump((string)$a, $a == "Array", $a . "");
$k = ["Array" => "found"];
echo $k["$a"], "\n";
$$a = "variable";
var_dump(${"Array"});
$o = (object)[];
$o->{$a} = "prop";
var_dump($o->Array);
try {
    echo strlen($a);
} catch (TypeError $e) {
    echo $e->getMessage(), "\n";
}
$s = "x";
$s .= $a;
var_dump($s, implode(",", [$a, $a]), in_array("Array", [$a]));
switch ($a) { case "Array": echo "no\n"; break; default: echo "array is not equal to its string\n"; }
throw new Exception("message with $a");
