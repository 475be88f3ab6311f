<?php
// trigger_error at each level, in functions, and the end of the program at E_USER_ERROR.
function f($m, $l) { return trigger_error($m, $l); }
var_dump(f("notice text", E_USER_NOTICE));
var_dump(f("warning text", E_USER_WARNING));
var_dump(f("deprecated text", E_USER_DEPRECATED));
trigger_error("default level");
var_dump(E_ERROR, E_WARNING, E_NOTICE, E_USER_ERROR, E_ALL, E_DEPRECATED, E_STRICT, E_RECOVERABLE_ERROR);
foreach ([E_WARNING, 0, 12345] as $bad) {
    try {
        trigger_error("bad level", $bad);
    } catch (ValueError $e) {
        echo $e->getMessage(), "\n";
    }
}
set_error_handler(function ($no, $msg) { echo "[$no $msg]\n"; return $no != E_USER_ERROR || $msg == "handled"; });
trigger_error("handled", E_USER_ERROR);
echo "goes on\n";
register_shutdown_function(function () { echo "shutdown runs\n"; });
class D { function __destruct() { echo "destructor runs\n"; } }
$d = new D;
try {
    f("fatal", E_USER_ERROR);
} finally {
    echo "finally does not run\n";
}
