<?php
// compact(), extract() and get_defined_vars() read and write the locals of hot functions.
function pack_up($i) {
    $x = $i; $y = "y$i";
    if ($i > 100) $z = [$i];
    return compact("x", "y", $i > 100 ? "z" : ["x"]);
}
function unpack_it($data, $n) {
    $x = 0; $late = 0;
    for ($i = 0; $i < $n; $i++) {
        extract($i < 90 ? ["x" => $i] : $data);
        $late += is_int($x) ? $x : strlen($x);
    }
    return "$late $x " . implode(",", array_keys(get_defined_vars()));
}
for ($i = 0, $c = 0; $i < 110; $i++) $c += count(pack_up($i));
var_dump($c);
echo unpack_it([], 50), "\n", unpack_it(["x" => "text", "fresh" => 1], 100), "\n", unpack_it(["i" => 97, "x" => 5], 98), "\n";
function vars($n) {
    for ($i = 0, $k = 0; $i < $n; $i++) {
        $k += count(get_defined_vars());
        if ($i == 95) $new = 1;
        if ($i == 100) $w = compact("nothing", "k");
    }
    return $k . " " . count($w ?? []);
}
echo vars(90), "\n", vars(102), "\n";
for ($i = 0; $i < 103; $i++) {
    $e = extract(["p" => $i, "q" => -$i, "0bad" => 1]);
    $p += $q;
}
var_dump($e, $p);
