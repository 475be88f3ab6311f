<?php
// Memory runs out inside a sort callback that keeps every pair it saw.
ini_set("memory_limit", "2M");
$seen = [];
$list = ["c", "a", "b"];
usort($list, function ($a, $b) use (&$seen) {
    while (true) {
        $seen[] = [$a, $b, str_repeat($a, 100)];
    }
});
echo "never\n";
