<?php
// The same hot function as a callback and as a call, as method and static, bound to other objects, with references and with missing arguments.
class Scale {
    public $by = 1;
    function mul($x) { return $x * $this->by; }
    static function twice($x) { return $x + $x; }
    function bound() { return fn($x) => $x + $this->by; }
    function __invoke($x, $y = 10) { return $x - $y + $this->by; }
    function __call($name, $args) { return $name . count($args); }
    static function __callStatic($name, $args) { return "$name:$args[0]"; }
}
function plus($x, $y = 5) { return $x + $y; }
function typed(int $x, ?Scale $s = null): ?float { return $x / 2; }
$s = new Scale;
$data = range(1, 9);
$out = 0;
for ($i = 0; $i < 45; $i++) {
    if ($i == 20) $s->by = 3;
    if ($i == 40) $s->by = 1.5;
    $out += plus($i) + plus($i, 1) + $s->mul($i) + Scale::twice($i);
    $out += array_sum(array_map("plus", $data)) + array_sum(array_map("plus", $data, $data));
    $out += array_sum(array_map([$s, "mul"], $data)) + array_sum(array_map("Scale::twice", $data));
    $out += array_sum(array_map($s, $data)) + array_sum(array_map($s->bound(), $data));
    $out += array_sum(array_map("typed", $data)) + typed(7, $s);
    $out += array_sum(array_map(Closure::fromCallable("plus"), $data)) + array_sum(array_map(Closure::fromCallable([$s, "mul"]), $data));
    $m = array_map([$s, "missing"], $data) + array_map("Scale::nobody", $data);
}
var_dump($out, $m[3]);
$walk = function (&$v, $k, $by) { $v += $by + $k; };
$list = [1, 2, 3];
for ($i = 0; $i < 50; $i++) array_walk($list, $walk, $i < 45 ? $i : 0.5);
var_dump($list);
// One closure, bound to one object after the other.
$read = function ($x) { return $x + $this->by; };
$r = 0;
for ($i = 0; $i < 60; $i++) {
    $t = $i % 3 == 2 ? new Scale : $s;
    $r += array_sum(array_map($read->bindTo($t), [1, 2]));
    $r += $read->call($t, 4);
}
var_dump($r);
// A comparison of strings, of floats that can't be compared, of what changes its type.
$words = array_map(fn($i) => "w" . ($i * 7919) % 211, range(1, 80));
usort($words, fn($a, $b) => $a <=> $b);
echo $words[0], $words[79], "\n";
$mixed = array_map(fn($i) => $i < 60 ? ($i * 31) % 67 : ($i < 70 ? ($i * 17) % 13 + 0.5 : (string)$i), range(1, 75));
usort($mixed, fn($a, $b) => $a <=> $b);
echo implode(" ", $mixed), "\n";
$floats = array_map(fn($i) => $i < 70 ? (($i * 29) % 71) / 4 : ($i == 72 ? NAN : -$i), range(1, 75));
$orders = array_map(fn($a, $b) => $a <=> $b, $floats, array_reverse($floats));
echo implode("", array_map(fn($o) => $o < 0 ? "<" : ($o > 0 ? ">" : "="), $orders)), "\n";
$ends = array_map(fn($a) => ($a <=> 5) + (5.5 <=> $a) + ($a <=> $a), array_merge(range(1, 90), [5, 5.5, -0.0, PHP_INT_MAX, PHP_INT_MIN, INF]));
echo array_sum($ends), " ", end($ends), "\n";
