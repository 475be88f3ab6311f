<?php
// switch over strings, found by hash or by comparison, with subjects of other types and an unknown string late.
function token($t) {
    switch ($t) {
        case "if": return 1;
        case "else": return 2;
        case "while": return 3;
        case "": return 4;
        case "10": return 5;
        case "for":
        case "foreach": return 6;
    }
    return 0;
}
$words = ["if", "else", "while", "for", "foreach", "end", "", "i" . "f"];
$h = 0;
for ($i = 0; $i < 130; $i++) $h = ($h * 7 + token($words[$i % 8])) % 100003;
var_dump($h);
function counts($n) {
    $c = [0, 0, 0, 0, 0, 0, 0];
    for ($i = 0; $i < $n; $i++) {
        $t = $i < 100 ? ($i & 1 ? "else" : "wh" . "ile") : ($i < 105 ? 10 : ($i < 110 ? null : ($i < 115 ? 10.0 : "1e1")));
        $c[token($t)]++;
    }
    return implode(",", $c);
}
echo counts(90), "\n", counts(112), "\n", counts(120), "\n";
for ($i = 0; $i < 105; $i++) {
    $s = $i < 100 ? "a" : ($i < 103 ? "A" : true);
    switch ($s) {
        case "A": $r = "upper"; break;
        case "a": $r = "lower"; break;
        default: $r = "other";
    }
}
var_dump($r);
