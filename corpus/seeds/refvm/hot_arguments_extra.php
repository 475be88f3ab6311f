<?php
// More arguments than parameters, func_get_args after a parameter was changed, and too few of them late.
function any() {
    $s = func_num_args() * 1000;
    foreach (func_get_args() as $k => $v) $s += $k * $v;
    return $s;
}
function changed($a, $b = 5) {
    $a = $a * 2;
    if (func_num_args() > 2) $b = func_get_arg(2);
    return array_sum(func_get_args()) + $b;
}
$t = 0;
for ($i = 0; $i < 110; $i++) {
    $t += any($i, 2, $i) + any();
    $t += changed($i) + changed($i, 1, $i, 4);
    if ($i > 100) $t += any("7", 1.5, true, null, $i);
}
var_dump($t);
function two($a, $b) { return "$a$b"; }
function few($n) {
    $ok = 0; $late = 0;
    for ($i = 0; $i < $n; $i++) {
        $args = $i < 100 ? [$i, 1] : ($i % 2 ? [$i] : [$i, 2, 3]);
        try {
            $ok += strlen(call_user_func_array("two", $args));
            $ok += strlen(two($i, new stdClass instanceof two, "extra", [$i]));
        } catch (ArgumentCountError $e) {
            $late++;
            $text = $e->getMessage();
        }
    }
    return "$ok $late " . ($text ?? "");
}
echo few(90), "\n", few(120), "\n";
