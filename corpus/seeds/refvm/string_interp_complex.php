<?php
// Braced interpolation: expressions that start with a variable, calls, nested arrays and strings.
class P {
    public $q = ["r" => ["s" => "deep"]];
    public $name = "nm";
    public $nm = "by name";
    static $st = "static";
    function m($x = 1) { return "m($x)"; }
    function __toString() { return "P!"; }
}
$p = new P;
$a = ["x" => ["y" => "xy"], 1 => [2 => 3], "k e y" => "spaced"];
$i = 1;
$f = function ($n) { return "f$n"; };
$name = "i";
echo "{$a['x']['y']} {$a[1][2]} {$a["k e y"]} {$a[$i][$i + 1]}\n";
echo "{$p->q['r']['s']} {$p->m()} {$p->m("in{$i}ner")} {$p->{$p->name}} {$f($i)} $p {$p}\n";
echo "${name} ${a['k e y']} {$$name} { $i } {$i}th \{$i}\n";
echo "{$p::$st} {$a['x']['nope']}|\n";
