<?php
// Packed to hash conversion, growth, holes, reinsertion, and iteration order through it all.
$a = [];
for ($i = 0; $i < 40; $i++) $a[] = $i;
$a[100] = "far";
$a["str"] = "s";
$a[-1] = "neg";
for ($i = 0; $i < 40; $i += 2) unset($a[$i]);
for ($i = 38; $i >= 0; $i -= 4) $a[$i] = "back$i";
echo count($a), ":", implode(",", array_keys($a)), "\n";
$h = [];
for ($i = 0; $i < 64; $i++) $h["key" . ($i * 7919 % 64)] = $i;
$sum = 0;
foreach ($h as $k => $v) $sum = ($sum * 31 + strlen($k) * $v) % 1000003;
echo count($h), " ", $sum, "\n";
for ($i = 0; $i < 64; $i++) if ($i & 1) unset($h["key$i"]);
echo count($h), array_key_first($h), array_key_last($h), isset($h["key1"]) ? "y" : "n", $h["key2"], "\n";
$c = $h;
for ($i = 0; $i < 200; $i++) { $c["q" . $i % 8] = $i; unset($c["q" . ($i + 4) % 8]); }
echo count($c), count($h), implode(",", array_slice(array_keys($c), -4)), "\n";
$p = [3 => "a", 2 => "b", 1 => "c"];
$p[] = "d";
foreach ($p as $k => $v) echo "$k$v";
$z = [0 => "a", 1 => "b"];
unset($z[0], $z[1]);
$z[0] = "again";
$z[] = "two";
var_dump($z);
echo $h["key1"], $a[0], $z[2];
