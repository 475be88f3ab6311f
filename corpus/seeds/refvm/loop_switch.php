<?php
// switch: loose comparison, fall-through, default in the middle, strings, expressions and nesting.
function s($v) {
    switch ($v) {
        case 0: return "zero";
        case "a": return "letter";
        case null: return "null";
        default: return "default";
        case "1": case 2.0: return "one or two";
        case [1]: return "array";
        case true: return "true";
    }
}
foreach ([0, "0", "", null, "a", "b", 1, "1.0", "2", [1], [2], true, 0.0, false, "1x"] as $v) echo s($v), ",";
echo "\n";
function fall($n) {
    $out = "";
    switch ($n) {
        default: $out .= "d";
        case 1: $out .= "1";
        case 2: $out .= "2"; break;
        case 3: $out .= "3";
    }
    return $out;
}
echo fall(1), " ", fall(2), " ", fall(3), " ", fall(9), "\n";
function ev($x) { echo "e$x "; return $x; }
switch (ev(3)) { case ev(1): case ev(3): echo "hit "; case ev(4): echo "through\n"; }
switch (5): case 5: echo "alt\n"; endswitch;
switch ("10") { case "1e1": echo "numeric equal\n"; }
switch (1) {}
switch ($undef) { case false: echo "undef is false\n"; }
