<?php
// Freeing an array and an object chain nested very deep, which must not need the C stack.
$a = [];
for ($i = 0; $i < 50000; $i++) { $a = [$a]; }
$a = null;
echo "array freed\n";
$o = null;
for ($i = 0; $i < 50000; $i++) { $o = (object)["next" => $o]; }
$o = null;
echo "objects freed\n";
