<?php
// Dumping nested arrays and objects indents level by level, in print_r and var_dump.
function nest($n) {
    $a = "leaf";
    for ($i = 0; $i < $n; $i++) {
        if ($i % 3 == 2) { $o = new stdClass; $o->p = $a; $a = $o; } else { $a = [$i => $a]; }
    }
    return $a;
}
print_r(nest(9));
var_dump(nest(11));
echo strlen(print_r(nest(24), true)), "\n";
$r = [1];
$r["self"] = &$r;
for ($i = 0; $i < 5; $i++) { $r = ["w" => $r]; }
echo strlen(print_r($r, true)), "\n";
