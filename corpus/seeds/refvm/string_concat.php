<?php
// Concatenation: of every type, compound, self-append, and copies that must not change.
$s = "a";
$t = $s;
$s .= "b";
$s .= $s;
$s .= 1 . 2.5 . true . null . false . -0.0;
var_dump($s, $t);
$parts = "";
for ($i = 0; $i < 300; $i++) {
    $parts .= $i;
}
echo strlen($parts), " ", crc32($parts), "\n";
$x .= "new";
var_dump($x);
$arr = [];
$arr["k"] .= "v";
$arr["k"] .= "w";
var_dump($arr);
echo "A" . [] . "B", "\n";
$o = (object)[];
try {
    $s .= $o;
} catch (Error $e) {
    echo $e->getMessage(), " ", $s, "\n";
}
