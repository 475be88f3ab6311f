<?php
// A destructor that changes the variable, the array or the global that is being written, on a late iteration of a hot loop.
class Meddler {
    function __construct(public $how) {}
    function __destruct() {
        global $g, $list, $count;
        $count++;
        if ($this->how == "assign") $g = "from destructor";
        if ($this->how == "array") $list = ["replaced"];
        if ($this->how == "append") $list[] = "appended";
        if ($this->how == "loop") for ($i = 0; $i < 70; $i++) $count++;
    }
}
$count = 0; $g = 0; $list = [];
for ($i = 0; $i < 120; $i++) {
    $g = $i == 100 ? new Meddler("assign") : ($i == 103 ? new Meddler("loop") : $i);
    if ($i >= 100 && $i < 105) echo is_object($g) ? "object" : $g, " ";
}
echo "$count\n";
for ($i = 0; $i < 115; $i++) {
    $list[$i % 5] = $i == 101 ? new Meddler("array") : ($i == 108 ? new Meddler("append") : $i);
    if ($i > 104 && $i < 107 || $i > 111) echo implode(",", array_map(fn($x) => is_object($x) ? "obj" : $x, $list)), "\n";
}
function locals($n) {
    $x = 0; $sum = 0;
    for ($i = 0; $i < $n; $i++) {
        $x = $i % 30 == 29 ? new Meddler("loop") : $i;
        $sum += is_int($x) ? $x : 1;
        $tmp = [new Meddler($i > 90 ? "loop" : ""), $i][1] + 1;
    }
    return $sum + $tmp;
}
var_dump(locals(60), $count, locals(100), $count);
