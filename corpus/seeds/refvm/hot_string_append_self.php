<?php
// .= where the right side is the variable itself, an alias, or part of it; shared strings separate late.
function grow($n) {
    $s = "a"; $copies = [];
    for ($i = 0; $i < $n; $i++) {
        $s .= chr(97 + $i % 26);
        if ($i == 60) $copies[] = $s;
        if ($i == 70) $s .= $s;
        if ($i == 90) { $r = &$s; $r .= $s; }
        if ($i == 100) { unset($r); $copies[] = $s; $s .= $copies[0]; }
        if (strlen($s) > 400) $s = substr($s, 0, 200);
    }
    return strlen($s) . crc32($s) . implode(",", array_map("strlen", $copies));
}
echo grow(50), "\n", grow(80), "\n", grow(120), "\n";
$a = ["x" => ""]; $o = new stdClass; $o->s = "";
for ($i = 0; $i < 104; $i++) {
    $a["x"] .= $i;
    $o->s .= $a["x"][$i];
    if ($i == 101) $a["x"] = 5;
    if ($i == 102) $o->s = null;
}
var_dump($a["x"], $o->s);
$u = "";
for ($i = 0; $i < 105; $i++) {
    $u .= $u === "" ? "seed" : $u[$i % 4];
    if ($i == 100) unset($u);
}
var_dump($u);
