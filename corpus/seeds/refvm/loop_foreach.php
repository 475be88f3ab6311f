<?php
// foreach over a copy: changes to the array, to the key and to the value do not disturb it.
$a = ["x" => 1, "y" => 2, "z" => 3];
foreach ($a as $k => $v) {
    unset($a["y"]);
    $a["new$k"] = $v;
    $k = "changed";
    $v = 0;
    echo count($a);
}
echo "|", implode(",", array_keys($a)), "\n";
foreach ($a as $a) echo $a;
echo "|$a\n";
foreach ([[1, [2, 3]], [4, [5, 6]]] as list($p, list(, $q))) echo $p, $q;
foreach ([["k" => 1, "v" => 2]] as ["k" => $kk, "v" => $vv]) echo $kk, $vv;
$arr = [];
foreach (["a", "b"] as $arr["i"] => $arr["v"]) {
}
$o = (object)["prop" => 0];
foreach ([5, 6] as $o->prop) {
}
echo "|", $arr["i"], $arr["v"], $o->prop, "\n";
foreach ([] as $never) echo "never";
var_dump(isset($never));
foreach ([1, 2, 3] as $i => $x) { if ($i == 1) { foreach ([1, 2, 3] as $x) if ($x == 2) break; } echo $x; }
echo "\n";
