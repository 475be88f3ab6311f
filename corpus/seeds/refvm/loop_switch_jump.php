<?php
// Large switches over ints and over strings, hit and missed, with keys that look alike.
function i($n) {
    switch ($n) { case 1: return "a"; case 2: return "b"; case 3: return "c"; case 4: return "d"; case 5: return "e"; case -6: return "f"; default: return "?"; }
}
function str($n) {
    switch ($n) { case "a": return 1; case "b": return 2; case "cc": return 3; case "": return 4; case "A": return 5; case "00": return 6; default: return 0; }
}
foreach ([1, 5, -6, 6, "1", "5", 2.0, "2.0", true, null, "x", 1.5, []] as $v) echo i($v);
echo "\n";
foreach (["a", "cc", "", "A", "00", "0", 0, null, false, true, "zz"] as $v) echo str($v);
echo "\n";
for ($k = 0, $out = ""; $k < 8; $k++) {
    switch ($k % 3) {
        case 0: $out .= "x"; continue 2;
        case 1: $out .= "y"; break;
        default: $out .= "z";
    }
    $out .= $k;
}
echo $out, "\n";
switch ($undef) { case 1: case 2: echo "hit"; break; default: echo i(1 % $undef); }
