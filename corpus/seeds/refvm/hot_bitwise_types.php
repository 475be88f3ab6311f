<?php
// & | ^ ~ over ints for a long time, then over floats, numeric strings and strings of bytes.
function bits($n) {
    $h = 17;
    for ($i = 0; $i < $n; $i++) {
        $x = $i < 100 ? $i : ($i < 120 ? $i + 0.0 : "$i");
        $h = ($h ^ $x) & 0xffff | ($x & 3) << 4;
        $c = ~$i;
    }
    var_dump($h, $c);
}
bits(100); bits(115); bits(140);
$a = "abc"; $b = "  \x01";
$out = "";
for ($i = 0; $i < 110; $i++) {
    $k = $i < 100 ? $a ^ $b : ($i < 105 ? $a | $b : $a & $b);
    $out = $k . substr($out, 0, 8);
}
var_dump(bin2hex($out), bin2hex(~$a));
for ($i = 0; $i < 105; $i++) {
    $v = $i == 90 ? 1.5 : 6;
    $w = $v | 1;
    if ($i == 95) $v = "x";
    try {
        $w = $v & 5;
    } catch (TypeError $e) {
        echo $e->getMessage(), "\n";
    }
}
var_dump($w);
