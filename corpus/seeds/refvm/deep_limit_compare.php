<?php
// Comparing two equal structures nested very deep.
function nest($n) {
    $a = [1];
    for ($i = 0; $i < $n; $i++) { $a = [$a]; }
    return $a;
}
$a = nest(200000);
$b = nest(200000);
echo "built\n";
var_dump($a == $b);
