<?php
// A sort callback sorts again without end.
function compare($a, $b) {
    $l = [$a, $b];
    usort($l, "compare");
    return 0;
}
echo "start\n";
compare(1, 2);
echo "never\n";
