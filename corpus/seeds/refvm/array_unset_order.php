<?php
// Order after unset and insertion, packed and hash, and iteration over holes.
$a = ["a", "b", "c", "d"];
unset($a[1]);
$a[1] = "again";
foreach ($a as $k => $v) echo "$k=$v ";
echo "\n";
unset($a[0], $a[2], $a["none"]);
echo array_key_first($a), " ", array_key_last($a), " ", count($a), "\n";
$h = ["x" => 1, 5 => 2, "y" => 3];
$h["x"] = 9;
unset($h["y"]);
$h["y"] = 4;
$h[] = 5;
echo implode(",", array_keys($h)), "|", implode(",", $h), "\n";
$big = range(0, 20);
for ($i = 0; $i <= 20; $i++) {
    if ($i % 3) unset($big[$i]);
}
$big[] = "tail";
echo implode(",", array_keys($big)), "\n";
while ($big) {
    array_shift($big);
    if (count($big) == 4) unset($big[2]);
}
$big[] = "fresh";
var_dump($big, array_key_first([]), array_key_last([]));
