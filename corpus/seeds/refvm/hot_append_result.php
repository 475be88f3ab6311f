<?php
// The result of appending to a string is used: printed, kept while the string goes on, compared; then it is no string.
function build($n, $piece) {
    $s = "";
    $kept = [];
    for ($i = 0; $i < $n; $i++) {
        $t = ($s .= $piece . $i);
        if ($i % 3 == 0) { $kept[] = ($s .= "-"); }
        $kept[$i % 2] = $t;
        if (($s .= "") === $t) { $s .= "="; }
    }
    return implode(" ", $kept) . " " . $s;
}
echo build(6, "a"), "\n", build(8, "bc"), "\n";
function other($x, $n) {
    for ($i = 0; $i < $n; $i++) { $y = ($x .= $i); }
    return [$x, $y];
}
echo implode(",", other("x", 5)), implode(",", other(1.5, 4)), implode(",", other(null, 4)), "\n";
class Text { function __toString() { return "text"; } }
echo implode(",", other(new Text, 4)), "\n";
