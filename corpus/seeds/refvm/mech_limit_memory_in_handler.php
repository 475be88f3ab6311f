<?php
// Memory runs out inside an error handler, called in the middle of a concatenation.
ini_set("memory_limit", "2M");
set_error_handler(function ($no, $msg) {
    $all = [];
    while (true) {
        $all[] = $msg . count($all);
    }
});
function f($a) { return "pre" . $a . $undefined . "post"; }
echo f(str_repeat("a", 10));
echo "never\n";
