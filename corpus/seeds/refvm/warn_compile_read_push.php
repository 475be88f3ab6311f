<?php
// Reading with empty brackets is found when the program is compiled, also in a function that never runs.
$a = [1, 2];
$a[] = 3;
echo count($a), "\n";
function never_called($p) {
    return $p[];
}
echo "never printed\n";
