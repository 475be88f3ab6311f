<?php
// Strings made in loops: by . and .=, of temporaries, variables and ropes; digits become longer numbers, strings
// become empty, and late there is what is no text.
class Named { function __toString(): string { return "named"; } }
function build($n, $late) {
    $s = "";
    $shared = "";
    $len = 0;
    for ($i = 0; $i < $n; $i++) {
        $part = $i == $n - 2 ? $late : "p" . $i % 13;
        $s .= "[$i:$part]";
        $keep = $s;
        $s .= $i;
        $shared = $keep . $part . "." . $i;
        $len += strlen($shared) + strlen($i . "x") + strlen("x" . $i) + strlen("$i");
        $text = "a$i";
        $text .= $text;
        $text .= "";
        $len += strlen($text . "");
        if (strlen($s) > 60)
            $s = substr($s, 20);
    }
    return "$len $s $shared";
}
echo build(70, "q"), "\n", build(30, ""), "\n", build(30, 5), "\n", build(30, 1.5), "\n", build(30, null), "\n";
echo build(30, true), "\n", build(30, new Named), "\n", build(30, -7), "\n";
set_error_handler(function ($level, $text) use (&$seen) {
    $seen .= "$text;";
    return true;
});
echo build(30, [1]), " $seen\n";

// Variables that are references, are shared with an array, or are not there.
function append_to($n) {
    $s = "start";
    $r = &$s;
    $held = [];
    for ($i = 0; $i < $n; $i++) {
        $s .= $i;
        if ($i % 10 == 0)
            $held[] = $s;
        $made = $r . "," . $i . ",";
        if ($i > $n - 3)
            $made .= $missing;
        if ($i == $n - 2)
            unset($s);
        if ($i == $n - 1)
            $r = 5;
    }
    return count($held) . " " . strlen($held[1]) . " $made $r";
}
echo append_to(40), " $seen\n";

function ropes($n) {
    $out = 0;
    for ($i = $n; $i > -5; $i--) {
        $a = "<$i>";
        $b = "$i$i";
        $c = "x{$a}y{$b}z";
        $d = "$a$b$c" . strtoupper("up$i");
        $f = "$a:$i:{$b}:$i";
        $out += strlen($d) + strlen("{$a}" . $i) + strlen($f);
    }
    return "$out $a $b $c $d";
}
echo ropes(40), "\n";
$x = "v";
for ($i = 0; $i < 60; $i++) {
    $t = (string)$i . (string)$x;
    $sum = ($sum ?? 0) + (int)$t + (int)"{$i}abc";
    if ($i == 55)
        $x = 2.5;
}
echo $t, " ", $sum, "\n";
