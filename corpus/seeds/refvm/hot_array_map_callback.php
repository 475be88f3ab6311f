<?php
// array_map with hot closures, functions and methods, over one and several arrays; the callback throws late.
class Scale { public $by = 2; function mul($x) { return $x * $this->by; } static function neg($x) { return -$x; } }
function plus($a, $b) { return $a + $b; }
$data = range(1, 12);
$scale = new Scale;
$sum = 0;
for ($i = 0; $i < 30; $i++) {
    $r = array_map([$scale, "mul"], $data);
    $r = array_map("plus", $r, $data);
    $r = array_map(fn($x) => $x % 7 + ($i > 25 ? 0.5 : 0), $r);
    $r = array_map("Scale::neg", $r);
    $sum += array_sum($r);
    if ($i == 20) { $scale->by = 4.0; $data["k"] = "5"; }
}
var_dump($sum, count($r), array_key_last($r));
function limited($n) {
    $seen = 0;
    try {
        array_map(function ($x) use (&$seen, $n) {
            for ($k = 0; $k < 3; $k++) $seen += $k;
            if ($x == $n) throw new Exception("element $x");
            return [$x];
        }, range(0, 140));
    } catch (Exception $e) {
        return $e->getMessage() . " $seen " . $e->getTrace()[1]["function"];
    }
    return "all $seen";
}
var_dump(limited(130), limited(500));
$m = array_map(null, [1, 2], ["a"]);
for ($i = 0; $i < 20; $i++) $n = array_map(fn($p) => array_map(fn($q) => [$q, $p], $p), $m);
echo count($n), " ", count($n[1][0][1]), "\n";
