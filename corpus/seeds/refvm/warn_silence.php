<?php
// The @ operator silences, passes values through, reports to handlers, and is undone by exceptions.
var_dump(@$undef, @[1][5], @(1 + "2x"), @strlen(null));
function noisy() { echo $u; return "value"; }
echo @noisy(), "\n";
function handler($no, $msg) { echo "handler sees: $msg\n"; return true; }
set_error_handler('handler');
echo @$hidden;
set_error_handler(null);
function thrower() { throw new Exception("thrown under @"); }
try {
    @thrower();
} catch (Exception $e) {
    echo $e->getMessage(), "\n";
}
echo $visible_again;
$x = @$a["k"]["l"] . @$b->c;
var_dump($x);
@$cnt[@$key]++;
var_dump($cnt);
@trigger_error("not shown", E_USER_WARNING);
var_dump(error_get_last()["message"], error_get_last()["type"]);
try {
    echo @intdiv(1, @$zero + 0);
} catch (DivisionByZeroError $e) {
    echo get_class($e), "\n";
}
echo @$q . $loud . @$r, "\n";
@thrower();
