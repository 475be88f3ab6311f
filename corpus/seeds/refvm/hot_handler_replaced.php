<?php
// Handlers that are set, replaced and taken back in a hot loop, one of them from within another.
function first($no, $text) { global $c; $c[0]++; if ($c[0] == 60) set_error_handler("second"); return true; }
function second($no, $text) { global $c; $c[1]++; if ($c[1] == 20) restore_error_handler(); return true; }
function third($no, $text) { global $c; $c[2]++; $x = $undefined_in_handler; return $c[2] < 10; }
$c = [0, 0, 0];
set_error_handler("first");
for ($i = 0; $i < 110; $i++) $x = $nothing . $i;
echo implode(" ", $c), " $x\n";
set_error_handler("third", E_WARNING);
for ($i = 0; $i < 11; $i++) $x = $nothing;
echo implode(" ", $c), "\n";
restore_error_handler(); restore_error_handler(); restore_error_handler();
function user_errors($n) {
    set_error_handler(function ($no, $text) use (&$levels) { $levels[$no] = ($levels[$no] ?? 0) + 1; });
    for ($i = 0; $i < $n; $i++) {
        trigger_error("number $i", $i % 3 ? E_USER_NOTICE : E_USER_WARNING);
        if ($i > 100) trigger_error("late", E_USER_DEPRECATED);
    }
    restore_error_handler();
    return implode(" ", array_map(fn($k) => "$k:$levels[$k]", array_keys($levels)));
}
echo user_errors(60), "\n", user_errors(110), "\n";
for ($i = 0; $i < 101; $i++) if ($i == 100) trigger_error("plain $i", E_USER_NOTICE);
