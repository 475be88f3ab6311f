<?php
// Every compound assignment on variables, elements, properties, static properties and undefined targets.
class S { public $p = 10; static $s = 10; }
$o = new S;
$v = 10;
$a = ["k" => 10, "n" => ["d" => 10]];
foreach (["+", "-", "*", "/", "%", "**", ".", "<<", ">>", "&", "|", "^", "??"] as $op) {
    switch ($op) {
        case "+": $v += 3; $a["k"] += 3; $o->p += 3; S::$s += 3; $a["n"]["d"] += 3; break;
        case "-": $v -= 5; $a["k"] -= 5; $o->p -= 5; S::$s -= 5; $a["n"]["d"] -= 5; break;
        case "*": $v *= 7; $a["k"] *= 7; $o->p *= 7; S::$s *= 7; $a["n"]["d"] *= 7; break;
        case "/": $v /= 4; $a["k"] /= 4; $o->p /= 4; S::$s /= 4; $a["n"]["d"] /= 4; break;
        case "%": $v %= 9; $a["k"] %= 9; $o->p %= 9; S::$s %= 9; $a["n"]["d"] %= 9; break;
        case "**": $v **= 2; $a["k"] **= 2; $o->p **= 2; S::$s **= 2; $a["n"]["d"] **= 2; break;
        case ".": $v .= 1; $a["k"] .= 1; $o->p .= 1; S::$s .= 1; $a["n"]["d"] .= 1; break;
        case "<<": $v <<= 2; $a["k"] <<= 2; $o->p <<= 2; S::$s <<= 2; $a["n"]["d"] <<= 2; break;
        case ">>": $v >>= 1; $a["k"] >>= 1; $o->p >>= 1; S::$s >>= 1; $a["n"]["d"] >>= 1; break;
        case "&": $v &= 254; $a["k"] &= 254; $o->p &= 254; S::$s &= 254; $a["n"]["d"] &= 254; break;
        case "|": $v |= 1; $a["k"] |= 1; $o->p |= 1; S::$s |= 1; $a["n"]["d"] |= 1; break;
        case "^": $v ^= 85; $a["k"] ^= 85; $o->p ^= 85; S::$s ^= 85; $a["n"]["d"] ^= 85; break;
        case "??": $v ??= 0; $a["k"] ??= 0; $o->p ??= 0; S::$s ??= 0; $a["n"]["d"] ??= 0; break;
    }
    echo "$op=: $v {$a['k']} $o->p ", S::$s, " {$a['n']['d']}\n";
}
$o->none += 1;
$a["x"]["y"] .= "z";
$u -= 2;
echo $o->none, $a["x"]["y"], $u, "\n";
try {
    $a["n"] += 1;
} catch (TypeError $e) {
    echo $e->getMessage(), count($a["n"]), "\n";
}
try {
    $v %= 0;
} catch (DivisionByZeroError $e) {
    echo $e->getMessage(), " ", $v, "\n";
}
S::$missing .= "x";
