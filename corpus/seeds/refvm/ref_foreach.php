<?php
// foreach by reference: changes, the lasting reference, appends while iterating, nested and keys.
$a = [1, 2, 3];
foreach ($a as $k => &$v) {
    $v *= 10;
    if ($k == 0) $a[] = 99;
}
echo implode(",", $a), "\n";
foreach ($a as $v) {
}
echo implode(",", $a), "\n";
unset($v);
$b = ["x" => [1, 2], "y" => [3]];
foreach ($b as &$row) {
    foreach ($row as $i => &$cell) {
        $cell = $i . "c" . $cell;
    }
    unset($cell);
}
unset($row);
$copy = $b;
foreach ($copy as &$row) $row = null;
unset($row);
echo $b["x"][1], $b["y"][0], "\n";
$d = [1, 2, 3, 4];
foreach ($d as $k => &$e) {
    unset($d[$k + 1]);
    echo $e;
}
unset($e);
echo "|", implode(",", array_keys($d)), "\n";
foreach ([1, 2] as &$lit) { $lit++; echo $lit; }
$o = (object)["p" => 1, "q" => 2];
foreach ($o as $k => &$prop) { $prop .= $k; }
var_dump($o);
