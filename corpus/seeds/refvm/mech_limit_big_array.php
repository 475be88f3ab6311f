<?php
// A literal-free array that doubles itself until memory runs out, with nested references.
ini_set("memory_limit", "2M");
$a = [1];
$r = &$a;
register_shutdown_function(function () { echo "shutdown\n"; });
while (true) {
    foreach ($a as $k => $v) {
        $a[] = [$v, $k];
    }
}
