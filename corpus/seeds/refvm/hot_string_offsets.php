<?php
// Bytes of strings read and written in hot loops; late an offset is past the end, negative, or no number.
function checksum($s, $n) {
    $h = 0;
    for ($i = 0; $i < $n; $i++) $h = ($h * 31 + ord($s[$i])) & 0xffff;
    return $h;
}
$s = str_repeat("abcdefghij", 11);
var_dump(checksum($s, 100), checksum($s, 112));
function rot($s, $n) {
    for ($i = 0; $i < $n; $i++) {
        $k = $i % strlen($s);
        $s[$k] = chr((ord($s[$k]) - 97 + $i) % 26 + 97);
        if ($i == 100) $copy = $s;
        if ($i == 105) $s[-1] = "Z";
        if ($i == 107) $s[strlen($s) + 3] = "!";
        if ($i == 108) $s[0] = "longer";
    }
    return $s . " " . ($copy ?? "");
}
echo rot("hello", 60), "\n", rot("hello", 106), "\n", rot("hello", 109), "\n";
$errors = [];
for ($i = 0; $i < 106; $i++) {
    $k = $i < 100 ? -($i % 10) - 1 : ["1", "x", 1.7, "1x", 500, null][$i - 100];
    try {
        $c = $s[$k];
        $t = $s; $t[$k] = "#";
        if ($i == 105) $t[1] = "";
    } catch (Error $e) {
        $errors[] = "$i " . $e->getMessage();
    }
}
echo $c, " ", strlen($t), " ", implode("; ", $errors), "\n";
