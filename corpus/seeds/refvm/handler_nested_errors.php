<?php
// Errors inside an error handler go to php's own output; the handler is back afterwards.
$depth = 0;
set_error_handler(function ($no, $msg) {
    global $depth;
    $depth++;
    echo "handler $depth: $msg\n";
    if ($depth < 3) {
        echo $undefined_in_handler;
    }
    $depth--;
    return true;
});
echo $first;
echo $second["k"];
function f() { return $third . [0][1]; }
echo f(), "|\n";
var_dump(error_get_last()["message"] ?? "none");
echo @$silenced, "\n";
set_error_handler(function ($no, $msg) {
    echo "old style: $msg ", error_reporting(), "\n";
});
echo @$silenced_again;
echo error_reporting() === E_ALL ? "all" : "less", "\n";
