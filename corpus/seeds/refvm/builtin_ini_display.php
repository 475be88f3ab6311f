<?php
// display_errors switched off at run time hides warnings, but handlers and exceptions go on.
echo $shown;
var_dump(ini_set("display_errors", "0"));
echo $hidden;
echo error_get_last()["message"], "\n";
set_error_handler(function ($n, $m) { echo "handler: $m\n"; return true; });
echo $handled;
set_error_handler(null);
try {
    intdiv(1, 0);
} catch (Error $e) {
    echo $e->getMessage(), "\n";
}
ini_set("display_errors", "1");
echo $shown_again;
ini_set("display_errors", "0");
register_shutdown_function(function () { echo "last: ", substr(error_get_last()["message"], 0, 25), "\n"; });
throw new Exception("not displayed");
