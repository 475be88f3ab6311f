<?php
// merge, union, combine, flip, fill and fill_keys with the errors and warnings they give.
var_dump(array_merge(["a", "k" => 1], ["b", "k" => 2, 9 => "c"]), array_merge(), ["a", "k" => 1] + ["b", "c", "k" => 2]);
var_dump(array_combine(["x", 1, 1.5, true], [1, 2, 3, 4]), array_flip(["a", 1, "b", "a"]), array_fill(5, 2, "v"), array_fill(-3, 2, 0), array_fill_keys(["a", 5, null], 0));
var_dump(array_flip([1.5, null, "ok", [1]]));
foreach ([['array_combine', [[1], [1, 2]]], ['array_fill', [0, -1, 0]], ['array_merge', [[1], 2]], ['array_combine', [1, 2]], ['array_fill', ["a", 1, 1]]] as [$f, $args]) {
    try {
        call_user_func_array($f, $args);
    } catch (Error $e) {
        echo get_class($e), ": ", $e->getMessage(), "\n";
    }
}
$u = [1, 2];
$u += [5, 6, 7];
echo implode(",", $u), "\n";
$u += 5;
