<?php
// Strings compared with strings, integers, null and booleans in hot loops: as numbers, as text, and late with
// what is neither.
class Text { function __construct(public $t) {} function __toString(): string { return $this->t; } }
function relate(array $left, array $right) {
    $bits = "";
    foreach ($left as $i => $a) {
        $b = $right[$i];
        $n = 0;
        if ($a == $b) $n += 1;
        if ($a != $b) $n += 2;
        if ($a < $b) $n += 4;
        if ($a <= $b) $n += 8;
        if ($a > $b) $n += 16;
        if ($a === $b) $n += 32;
        if ($a == "abc") $n += 64;
        if ("10" == $a) $n += 128;
        switch ($b) {
            case "abc": $n += 256; break;
            case "1e1": $n += 512; break;
            case null: $n += 1024; break;
        }
        $bits .= $n . " ";
    }
    return $bits;
}
$same = array_fill(0, 40, "abc");
echo relate($same, array_fill(0, 40, "abd")), "\n";
$left = $right = $same;
for ($i = 20; $i < 40; $i++) {
    $left[$i] = ["10", "1e1", " 10", "10 ", "abc", "", "0", "9", "a", "10x"][$i % 10];
    $right[$i] = ["1e1", "10.0", "10", "10", "abc", "0", "", "10", "b", "10"][$i % 10];
}
echo relate($left, $right), "\n";
for ($i = 20; $i < 40; $i++) {
    $left[$i] = [10, null, false, true, "abc", 0, "0", 9, null, 5][$i % 10];
    $right[$i] = ["1e1", "", "0", "x", true, "", null, "10", null, false][$i % 10];
}
echo relate($left, $right), "\n";
$left[30] = new Text("abc");
$right[31] = [1];
$left[33] = 1.5;
$right[34] = NAN;
$left[36] = "9223372036854775808";
$right[36] = "9223372036854775807";
echo relate($left, $right), "\n";

// The truth of strings and arrays, and what stands for them.
function truths(array $values) {
    $out = "";
    foreach ($values as $v) {
        $out .= $v ? "t" : "f";
        $out .= empty($v) ? "e" : "n";
        $w = $v ?: "none";
        if (!$v)
            $out .= "!";
        while ($v && $w) {
            $v = 0;
            $out .= gettype($w)[0];
        }
    }
    return $out;
}
echo truths(array_fill(0, 30, "text")), truths(array_fill(0, 30, "0")), "\n";
echo truths(["a", "b", "c", "0", "", "00", [], [0], new Text(""), 0.0, "0.0", null, true, "x", [1], $same]), "\n";
