<?php
// Printing an array nested very deep, into a string.
$a = "leaf";
for ($i = 0; $i < 5000; $i++) { $a = [$a]; }
echo "built\n";
$s = print_r($a, true);
echo is_string($s), "\n";
