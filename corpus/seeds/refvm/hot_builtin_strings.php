<?php
// Built-ins on strings in hot loops, with long and short arguments, with results that are new strings, ints, arrays or false.
function work($i, $s) {
    $t = str_replace("a", "bb", $s) . strtoupper($s) . ucfirst(strtolower("XY$i")) . str_pad($i, 6, "-", STR_PAD_LEFT);
    $t .= trim("  $s ") . rtrim("$s..", ".") . ltrim("00$i", "0") . substr_replace($s, "#", 1, 2) . strrev($s) . lcfirst("ABC");
    $n = substr_count($t, "b") + strlen(strstr($t, "-")) + (int)strpos($t, "$i") + (int)stripos($t, "XY") + (int)strrpos($t, "a");
    $n += str_starts_with($t, "b") ? 1 : 0;
    $n += str_ends_with($t, "c") ? 10 : 0;
    $n += count(str_split($s, 3)) + count(explode(",", "a,$i,$s")) + ord(ucwords("x y")) + strncmp($s, "bac", 2);
    return $n . "/" . crc32($t) . "/" . sprintf("%05.2f|%'*8s|%x|%-4d|%u", $i / 7, $s, $i, $i, $i) . number_format($i * 1000.5, 2);
}
$h = ""; $len = 0;
for ($i = 60; $i < 110; $i++) {
    $r = work($i, $i < 100 ? "banana$i" : ($i < 105 ? "" : str_repeat("ab", $i - 100)));
    $len += strlen($r);
    if ($i % 30 == 29 || $i > 107) echo $r, "\n";
}
var_dump($len);
function positions($n) {
    $found = 0; $missing = 0;
    for ($i = 0; $i < $n; $i++) {
        $p = strpos("needle in a haystack of $i", $i < 100 ? "hay" : "100");
        if ($p === false) $missing++;
        else $found += $p;
        $c = strtr("hello", $i < 104 ? "el" : "lo", "ip");
    }
    return "$found $missing $c " . addslashes("it's") . nl2br("a\nb") . bin2hex("az") . htmlspecialchars("<$n>");
}
echo positions(90), "\n", positions(108), "\n";
