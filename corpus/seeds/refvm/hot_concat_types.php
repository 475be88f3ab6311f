<?php
// Concatenation of strings with ints, floats, bools, null and objects; an array late, with its warning.
class Name { function __construct(private $n) {} function __toString(): string { return "<$this->n>"; } }
function join_up($n) {
    $s = ""; $len = 0;
    for ($i = 0; $i < $n; $i++) {
        $v = $i;
        if ($i > 90) $v = $i / 8;
        if ($i > 95) $v = $i % 2 == 0;
        if ($i > 98) $v = null;
        if ($i > 100) $v = new Name($i);
        if ($i == 105) $v = [1];
        $s = $v . "," . $s;
        $len += strlen("a" . $v) + strlen($v . "b") + strlen($v . $v);
        if (strlen($s) > 50) $s = substr($s, 0, 30);
    }
    return "$len $s";
}
echo join_up(80), "\n", join_up(104), "\n", join_up(108), "\n";
$x = 5; $text = "";
for ($i = 0; $i < 110; $i++) {
    $text .= $x . $i;
    if ($i == 100) $x = -0.0;
    if ($i == 104) $x = 1e100;
    if ($i == 107) $x = "";
}
echo substr($text, -30), " ", strlen($text), "\n";
for ($i = 0, $f = 0.1; $i < 105; $i++, $f *= 1.9) $t = $f . "";
echo $t, "\n";
