<?php
// Frames of callbacks count for the limit of frames: a hot function that goes deeper by calls, and now and then by a built-in, ends there.
$n = 0;
function steady($x) { return $x + 1; }
function deeper($x) {
    global $n;
    $n++;
    return $x % 100 == 0 ? array_map("deeper", [$x + 1])[0] + 1 : deeper($x + 1) + 1;
}
for ($i = 0; $i < 100; $i++) $r = array_map("steady", [1, 2, 3]);
register_shutdown_function(function () use (&$n) { echo "deep $n ", array_sum(array_map("steady", [1, 2])), "\n"; });
echo array_sum($r), "\n";
deeper(1);
echo "never\n";
