<?php
// set_error_handler: arguments, return values, previous handler, mask, and falling back to the standard one.
function h1($no, $msg, $file, $line) { echo "[h1 $no|$msg|$line]\n"; return true; }
var_dump(set_error_handler('h1'));
echo $u1;
$r = 1 + "5 x";
[1]["k"] ?? 0;
echo [1][5];
var_dump(set_error_handler(function ($no, $msg) { echo "[closure $msg]\n"; return false; }, E_WARNING));
echo $u2;
trigger_error("a notice", E_USER_NOTICE);
$f = 1.5 % 2;
var_dump(get_class(set_error_handler(null)));
echo $u3;
class H { function handle($n, $m) { echo "[method $m]\n"; } static function st($n, $m) { echo "[static $m]\n"; } }
set_error_handler([new H, 'handle']);
echo $u4;
set_error_handler('H::st');
echo $u5;
var_dump(restore_error_handler());
echo $u6;
try {
    set_error_handler("no_such_function");
} catch (TypeError $e) {
    echo $e->getMessage(), "\n";
}
