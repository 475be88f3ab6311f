<?php
// $$name in hot loops: the names change late, a name is undefined, and locals are written behind the compiled slots.
function names($n) {
    $a = 1; $b = 2; $c = 3; $sum = 0;
    $list = ["a", "b", "c", "d"];
    for ($i = 0; $i < $n; $i++) {
        $name = $list[$i < 90 ? $i % 3 : $i % 4];
        $sum += $$name ?? 100;
        $$name = $i;
        $a++;
        if ($i == 100) { $x = "name"; $$x = "b"; ${$name} .= "0"; }
        if ($i == 110) unset($$name);
    }
    return "$sum $a " . ($b ?? "unset") . " " . ($c ?? "unset") . " " . ($d ?? "unset");
}
echo names(80), "\n", names(105), "\n", names(130), "\n";
for ($i = 0; $i < 120; $i++) {
    $v = "var" . $i % 10;
    if (!isset($$v)) $$v = 0;
    $$v += $i;
    if ($i == 100) $alias = &$$v;
}
var_dump($var0, $var9, $alias);
for ($i = 0, $p = "q"; $i < 102; $i++) {
    $r = ${"p"} . ${"i"};
    if ($i == 99) ${"p"} = "late";
    if ($i == 100) $arr["k"] = "r";
    if ($i == 101) ${$arr["k"]} = "through";
}
var_dump($r);
