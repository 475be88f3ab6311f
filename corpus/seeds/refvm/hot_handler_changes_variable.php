<?php
// An error handler that changes the variable whose reading raised the warning, on a late iteration of a hot loop.
set_error_handler(function ($no, $text) {
    global $log, $v, $arr, $undef;
    $log[] = $text;
    $v = 1000;
    $arr = "replaced";
    if (count($log) > 3) $undef = "defined by handler";
    for ($i = 0; $i < 60; $i++) $GLOBALS["handler_sum"] = ($GLOBALS["handler_sum"] ?? 0) + $i;
    return true;
});
$v = 5; $arr = [1, 2, 3]; $log = []; $sum = 0;
for ($i = 0; $i < 110; $i++) {
    $sum += $v;
    if ($i == 100) { $x = $arr[$i]; $sum += $v; }
    if ($i == 102) { $sum += "5 apples"; }
    if ($i == 104) { $arr = ["a" => 1]; $other = $arr["missing"] . "tail"; }
    if ($i == 106) { $y = $undef; $z = $undef . "!"; }
    $copy = $v;
}
var_dump($sum, $copy, $x, is_array($arr) ? count($arr) : $arr, $y, $z, $handler_sum);
echo implode("\n", $log), "\n";
function by_reference($n) {
    $local = 1; $sum = 0;
    set_error_handler(function () use (&$local) { $local = "7"; });
    for ($i = 0; $i < $n; $i++) {
        $sum += $local;
        if ($i == 90) $sum += $nothing + $local;
        if ($i == 95) { $local = [1]; $sum += (int)"x$local"; }
    }
    restore_error_handler();
    return "$sum $local";
}
echo by_reference(80), "\n", by_reference(94), "\n", by_reference(110), "\n";
