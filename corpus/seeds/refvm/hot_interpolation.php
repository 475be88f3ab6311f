<?php
// Interpolated strings with variables, elements, properties and calls; parts change their type or vanish late.
class P { public $name = "pn"; public $list = [1, ["k" => "v"]]; public $next; function m($x) { return "m$x"; } }
function text($i, $p, $a) {
    $s = "n=$i {$a['k']} $a[0] {$p->name} $p->name {$p->list[1]['k']} {$p->m($i)}";
    return $s . " ${i}";
}
$p = new P; $a = ["k" => "key", 0 => 1.5];
$h = 0;
for ($i = 0; $i < 130; $i++) {
    if ($i == 100) $p->name = 7;
    if ($i == 110) $a["k"] = null;
    if ($i == 120) { $p->list[1] = ["k" => true]; $a[0] = "zero"; }
    if ($i == 128) unset($a[0]);
    $t = text($i, $p, $a);
    $h = ($h * 31 + strlen($t)) % 1000003;
    if ($i == 99 || $i == 115) echo $t, "\n";
}
echo $t, " $h\n";
function pad($n) {
    $out = "";
    for ($i = 0; $i < $n; $i++) {
        $w = $i < 100 ? $i : [1.25, false, "s", 1e20][$i % 4];
        $out = substr("$w$w-$out", 0, 24);
    }
    return $out;
}
echo pad(60), "\n", pad(104), "\n";
for ($i = 0; $i < 102; $i++) $line = <<<EOT
row $i: {$p->list[0]} and {$a['k']}
  end $p->name
EOT;
echo $line, "\n";
