<?php
// String building character by character: reversal, rot13, run lengths, hex and a simple hash.
function rot13($s) {
    for ($i = 0; $i < strlen($s); $i++) {
        $c = ord($s[$i]);
        if ($c >= 65 && $c <= 90) $s[$i] = chr(($c - 65 + 13) % 26 + 65);
        elseif ($c >= 97 && $c <= 122) $s[$i] = chr(($c - 97 + 13) % 26 + 97);
    }
    return $s;
}
$t = "Hello, World";
echo rot13($t), " ", rot13(rot13($t)), " ", $t, "\n";
function rle($s) { for ($i = 0, $o = ""; $i < strlen($s); $i += $n) { $n = 1; while (($s[$i + $n] ?? null) === $s[$i]) $n++; $o .= $s[$i] . ($n > 1 ? $n : ""); } return $o; }
echo rle("aaabccd"), rle(""), rle("zzzzzzzzzzzz"), "\n";
function hash32($s) { $h = 5381; for ($i = 0, $l = strlen($s); $i < $l; $i++) $h = ($h * 33 + ord($s[$i])) & 0xFFFFFFFF; return dechex($h); }
echo hash32(""), hash32("a"), hash32(str_repeat("xyz", 50)), "\n";
$words = explode(" ", "the cat the dog a cat the end");
$n = [];
foreach ($words as $w) $n[$w] = ($n[$w] ?? 0) + 1;
uksort($n, function ($a, $b) use ($n) { return $n[$b] <=> $n[$a] ?: strcmp($a, $b); });
foreach ($n as $w => $c) echo "$w:$c ";
$s = "abc";
while (strlen($s) < 40) $s = $s . strrev($s);
echo $s, " ", $s == strrev($s) ? "palindrome" : "no", "\n";
for ($x = 255, $b = ""; $x; $x = intdiv($x, 7)) $b = $x % 7 . $b;
echo $b, " ", strtoupper(dechex(48879)), "\n";
echo $s[strlen($s)], rot13([]);
