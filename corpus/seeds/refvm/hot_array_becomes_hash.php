<?php
// An array that is packed for most of the loop and then a hash, through a string key or a far index; read by the same code.
function total($a, $n) {
    $t = 0;
    for ($i = 0; $i < $n; $i++) {
        $t += $a[$i];
        if ($i == 60) $a["name"] = 5;
        if ($i == 80) $a[10000] = 1;
        $a[$i] = $t & 7;
    }
    return [$t, count($a), $a["name"] ?? "none", array_key_last($a)];
}
$base = range(0, 119);
echo implode(" ", total($base, 50)), "\n", implode(" ", total($base, 70)), "\n", implode(" ", total($base, 120)), "\n";
$reversed = [];
for ($i = 110; $i >= 0; $i--) $reversed[$i] = $i;
for ($i = 0, $s = 0; $i < 110; $i++) $s = $s * 3 % 1009 + $reversed[$i];
var_dump($s, array_key_first($reversed), count($base));
function either($i) { static $p = [5, 6, 7], $h = [2 => "c", 0 => "a", 1 => "b"]; return $i < 100 ? $p[$i % 3] : $h[$i % 3]; }
$text = "";
for ($i = 0; $i < 106; $i++) $text = substr($text . either($i), -12);
var_dump($text);
$neg = [];
for ($i = 50; $i > -60; $i--) { $neg[$i] = 1; if (isset($neg[$i + 40])) unset($neg[$i + 40]); }
echo count($neg), " ", implode(",", array_slice(array_keys($neg), 0, 4)), "\n";
