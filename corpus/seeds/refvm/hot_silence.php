<?php
// @ in hot loops: level and message of the last error, nested calls, an exception that leaves it, and a handler that asks.
function quiet($a, $i) { return @$a[$i] ?? -1; }
function noisy($a, $i) { return $a[$i] + (int)@$a["none"]; }
$a = range(0, 99); $sum = 0;
for ($i = 0; $i < 103; $i++) $sum += quiet($a, $i);
for ($i = 0; $i < 90; $i++) $sum += noisy($a, $i);
var_dump($sum, error_get_last()["message"], error_reporting());
for ($i = 98; $i < 102; $i++) $sum += @noisy($a, $i);
var_dump($sum, error_get_last()["message"]);
function thrower($i) { if ($i > 100) throw new Exception("level " . error_reporting()); return error_reporting(); }
for ($i = 0; $i < 104; $i++) {
    try {
        $level = @thrower($i);
    } catch (Exception $e) {
        $level = $e->getMessage() . " then " . error_reporting();
    }
}
var_dump($level);
set_error_handler(function ($no, $text) use (&$seen) { $seen[] = error_reporting() . " $text"; return error_reporting() == E_ALL; });
for ($i = 0; $i < 102; $i++) {
    $x = @$a[$i];
    if ($i == 101) $y = $a[$i];
}
echo implode("; ", $seen), "\n";
error_reporting(E_ALL & ~E_WARNING);
for ($i = 95; $i < 105; $i++) $x = $a[$i] ?? $a["k$i"];
var_dump($x, count($seen), error_reporting());
