<?php
// Built-in functions of strings, and bytes of strings by offset, in hot loops; late other types, nothing found,
// and offsets outside.
function search($n, $needle, $last) {
    $found = 0;
    $out = "";
    for ($i = 0; $i < $n; $i++) {
        $t = $i == $n - 1 ? $last : "key" . $i % 7 . ":" . $i;
        $at = strpos($t, $needle);
        $found += $at === false ? 100 : $at;
        if (str_contains($t, "y3"))
            $found += 1000;
        if (str_starts_with($t, $needle))
            $found++;
        $found += strcmp($t, "key3") < 0 ? 1 : 3;
        $found += ord($t);
        $out .= chr(65 + $i % 26);
    }
    return "$found $out";
}
echo search(50, ":", "x"), "\n", search(50, "k", ""), "\n", search(50, "zz", ":"), "\n", search(30, "", "k"), "\n";
echo search(30, "1", 12), "\n", search(30, 1, 12.5), "\n";
try {
    echo search(30, "k", [1]);
} catch (TypeError $e) {
    echo $e->getMessage(), "\n";
}
echo search(30, ":", null), "\n";

function bytes($s, $n) {
    $sum = 0;
    for ($i = 0; $i < $n; $i++) {
        $c = $s[$i];
        $sum = ($sum * 31 + ord($c) + ord($s[$i])) % 1000003;
        if ($c == "e" || $c === "x")
            $sum++;
    }
    return $sum . ($s[$n + 5] ?? "?");
}
echo bytes(str_repeat("some text ", 5), 50), "\n", bytes(str_repeat("eexx", 15), 60), "\n";
echo bytes("short", 8), "\n";
echo bytes([1, "a", "b", 3, "d", "e", "f", 8], 6), "\n";

function numbers(array $values) {
    $out = 0;
    foreach ($values as $v) {
        $out += is_nan($v) ? 1 : log($v * $v + 1) + exp($v / 100) + tan($v);
    }
    return round($out, 6);
}
echo numbers(range(0, 40)), " ", numbers([1.5, 2.5, 3.5, NAN, 4.5, 1, 2, NAN, 0]), "\n";
