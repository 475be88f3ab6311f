<?php
// trigger_error at each level, a handler that returns false, and E_USER_ERROR that ends the script.
register_shutdown_function(function () {
    $last = error_get_last();
    echo "shutdown: ", $last["type"], " ", $last["message"], " ", $last["line"], "\n";
});
set_error_handler(function ($no, $msg, $file, $line) {
    echo "handled $no $msg at $line\n";
    return $no != E_USER_NOTICE;
});
var_dump(trigger_error("a notice", E_USER_NOTICE), trigger_error("a warning", E_USER_WARNING));
trigger_error("a deprecation", E_USER_DEPRECATED);
trigger_error("an error", E_USER_ERROR);
echo "survived\n";
try {
    trigger_error("bad level", 42);
} catch (ValueError $e) {
    echo $e->getMessage(), "\n";
}
restore_error_handler();
trigger_error("ends the script", E_USER_ERROR);
echo "never\n";
