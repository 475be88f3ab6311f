<?php
// break with more levels than there are loops is found when the program is compiled.
function f($a) {
    foreach ($a as $x) {
        while ($x--) {
            if ($x == 1) break 2;
            if ($x == 2) continue 3;
        }
    }
    return $x;
}
echo "never printed\n";
echo f([1, 2, 3]);
