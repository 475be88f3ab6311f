<?php
// Elements that are new in each iteration: by string, by integer, behind all others; the table grows, becomes a
// hash, is shared, or has no room late.
class Dies { function __construct(public $id) {} function __destruct() { echo "~", $this->id, " "; } }
function fill($n) {
    $h = $p = $q = $m = [];
    for ($i = 0; $i < $n; $i++) {
        $h["k$i"] = $i;
        $p[$i] = "v$i";
        $q[] = [$i];
        $m[$i * 3] = $i;
        $m["x" . $i % 9] = $h;
        if ($i % 16 == 15) {
            $copy = $h;
            unset($p[$i - 3], $q[$i]);
        }
        if ($i == $n - 3)
            $h["5"] = $h["-7"] = "number";
        if ($i == $n - 2)
            $p[$n * 2] = 1;
    }
    return count($h) . " " . count($p) . " " . count($q) . " " . count($m) . " " . count($copy) . " " .
        key($p) . " " . implode(",", array_slice(array_keys($q), -3)) . " " . array_sum(array_keys($p));
}
echo fill(40), "\n", fill(90), "\n";

function last($n, $key) {
    $a = [];
    $out = "";
    for ($i = 0; $i < $n; $i++) {
        try {
            $a[] = $i;
            $a["s"]["t$i"] = $i;
            $got = ($a["u" . $i % 3] = $i * 2);
            if ($i == $n - 5)
                $a[$key] = new Dies($i);
        } catch (Error $e) {
            $out .= $e->getMessage() . ";";
        }
    }
    $a["self"] = $a;
    return count($a) . " " . count($a["s"]) . " $got $out";
}
echo last(40, 100), "\n", last(40, PHP_INT_MAX), "\n", last(40, "x"), "\n";
function keys(array $keys) {
    $a = [];
    foreach ($keys as $k)
        $a[$k] = ($a[$k] ?? 0) + 1;
    return json_encode_like($a);
}
function json_encode_like($a) {
    $s = "";
    foreach ($a as $k => $v)
        $s .= "$k=$v,";
    return $s;
}
echo keys(["a", "b", "c", "a", "d", "e", "f", "b", "7", "08", 7, true, null, 1.9, "g", "-3", "-x"]), "\n";
$g = [];
for ($i = 0; $i < 60; $i++) {
    $g["n$i"] = $i;
    $g["n$i"] = new Dies($i);
    if ($i < 57)
        $g["n$i"]->id = $i % 2;
    unset($g["n" . ($i - 1)]);
}
echo count($g), "\n";
