<?php
// Literals built in hot loops from variables: packed, with keys, nested, with references and duplicate keys.
function build($n) {
    $keep = []; $r = 0;
    for ($i = 0; $i < $n; $i++) {
        $k = $i < 100 ? "k" : ($i < 105 ? 1 : ($i < 108 ? null : 2.0));
        $a = [$i, $k => $i + 1, "f" => [$i, [$i]], -5 => $i % 2 ? "odd" : "even", $i * 2];
        $b = ["x" => &$r, "y" => $r, 0 => $a[0], "0" => "again"];
        $b["x"]++;
        if ($i % 50 == 49) $keep[] = $b;
    }
    return [$a, $b["y"], count($b), $r, count($keep)];
}
echo json($build = build(60)), "\n", json(build(107)), "\n", json(build(110)), "\n";
function json($v) {
    if (!is_array($v)) return is_string($v) ? "\"$v\"" : "$v";
    $s = "";
    foreach ($v as $k => $e) $s .= "$k:" . json($e) . ",";
    return "{" . $s . "}";
}
function pair($x) { return [$x, [$x => $x]]; }
for ($i = 0, $t = 0; $i < 110; $i++) {
    [$p, $q] = pair($i < 100 ? $i : "s$i");
    $t += count($q) + (is_int($p) ? $q[$p] : strlen($q[$p]));
}
var_dump($t);
try {
    for ($i = 0; $i < 120; $i++) $z = [$i => 1, ($i < 110 ? $i : []) => 2];
} catch (TypeError $e) {
    echo $e->getMessage(), " $i\n";
}
