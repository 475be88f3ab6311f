<?php
// set_error_handler nests, restore_error_handler goes back, null means php's own output.
function one($n, $m) { echo "one: $m\n"; }
function two($n, $m) { echo "two: $m\n"; }
var_dump(set_error_handler("one"));
var_dump(set_error_handler("two"));
echo $a;
restore_error_handler();
echo $b;
var_dump(set_error_handler(null));
echo $c;
restore_error_handler();
echo $d;
restore_error_handler();
echo $e;
restore_error_handler();
restore_error_handler();
set_error_handler("one", E_NOTICE | E_USER_WARNING);
echo $f;
trigger_error("user warning", E_USER_WARNING);
trigger_error("user notice");
try {
    set_error_handler("no_such_function");
} catch (TypeError $e) {
    echo $e->getMessage(), "\n";
}
set_error_handler(function ($n, $m) { echo "self-restoring: $m\n"; restore_error_handler(); echo $inner; });
echo $g;
echo $h;
