<?php
// An error handler that recurses through user code whose warnings go to a new handler each time.
function raise($n) {
    set_error_handler(function ($no, $msg) use ($n) { raise($n + 1); });
    echo $undefined;
}
echo "start\n";
raise(0);
echo "never\n";
