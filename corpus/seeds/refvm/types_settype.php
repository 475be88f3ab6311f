<?php
// settype changes a variable in place and refuses unknown type names.
$v = "12.5kg";
foreach (["int", "string", "bool", "float", "array", "null", "integer", "boolean", "double"] as $t) {
    $x = $v;
    var_dump(settype($x, $t), $x);
}
$a = [1];
$b = &$a;
settype($b, "string");
var_dump($a);
try {
    settype($a, "number");
} catch (ValueError $e) {
    echo $e->getMessage(), "\n";
}
var_dump(settype($undefined, "array"), $undefined);
