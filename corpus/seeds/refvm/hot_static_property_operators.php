<?php
// ++ and -- in both positions, references, unset, isset and nested writes on static properties in hot loops; late through a name.
class S {
    public static $n = 0; public static $m = 0; public static $list = ["a" => ["x" => 0]]; public static $null; public static $o;
}
function operate($class, $n) {
    $sum = 0;
    for ($i = 0; $i < $n; $i++) {
        $sum += S::$n++ + $class::$m--;
        $sum += ++$class::$n - --S::$m;
        S::$list["a"]["x"] += 2;
        $class::$list["b"][$i % 3] = $i;
        if (isset(S::$list["a"]["x"], $class::$n) && empty(S::$null)) $sum++;
        if (isset(S::$missing) || isset($class::$null[0])) $sum += 1000;
        if ($i == 90) { $r = 5; S::$n = &$r; }
        if ($i > 90) $r += 3;
        if ($i == 100) { S::$m = 0.5; unset(S::$list["a"]["x"], $class::$list["b"][1]); S::$list["a"]["x"] = 0; }
        if ($i == 105) $class::$list = &S::$null;
        if ($i == 106) S::$list = ["a" => ["x" => 7]];
    }
    return $sum . " " . S::$n . " " . S::$m . " " . S::$list["a"]["x"] . " " . count(S::$list);
}
echo operate("S", 60), "\n";
S::$n = S::$m = 0;
echo operate("S", 103), "\n", operate(new S, 110), "\n";
function by_ref(&$x) { $x++; }
function by_val($x) { return $x; }
$f = "by_val"; S::$o = new stdClass; S::$o->p = 0; $t = 0;
for ($i = 0; $i < 110; $i++) {
    if ($i == 100) $f = "by_ref";
    $t += $f(S::$n) + $f(S::$o->p) + $f(S::$list["a"]["x"]);
}
var_dump($t, S::$n, S::$o->p, S::$list["a"]["x"]);
try {
    for ($i = 0; $i < 103; $i++) if ($i == 101) unset(S::$n); else S::$n--;
} catch (Error $e) {
    echo $i, " ", $e->getMessage(), " ", S::$n, "\n";
}
