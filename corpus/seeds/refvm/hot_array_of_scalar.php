<?php
// $x[...] where $x stops being an array: null, false, an int, a string, an object; written and read late.
function write_into($late, $n) {
    $x = [];
    try {
        for ($i = 0; $i < $n; $i++) {
            if ($i == 100) $x = $late;
            $x[$i % 3] = $i;
            $y = $x[$i % 3];
        }
    } catch (Error $e) {
        return get_class($e) . ": " . $e->getMessage() . " at $i";
    }
    return is_array($x) ? "array " . implode(",", $x) : gettype($x) . " $x";
}
foreach ([[], null, false, true, 7, 1.5, "abc", "", new stdClass] as $late) echo write_into($late, 103), "\n";
function read_from($late) {
    $x = [1, 2, [3]]; $s = 0;
    for ($i = 0; $i < 103; $i++) {
        if ($i == 101) $x = $late;
        $s += (int)$x[1];
        $t = $x[2][0] ?? "none";
    }
    return "$s $t";
}
foreach ([null, 12, "xyz", [5, 6]] as $late) echo read_from($late), "\n";
$n = null;
for ($i = 0; $i < 100; $i++) {
    $n["a"]["b"][] = $i;
    if ($i == 97) $n = null;
}
var_dump(count($n["a"]["b"]));
