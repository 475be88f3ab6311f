<?php
// Function scope: locals hide globals, nested and conditional functions, and undefined calls.
$g = "global";
function f() { return isset($g) ? "sees" : "hidden"; }
echo f(), "\n";
function outer() { if (!function_exists("inner")) { function inner() { return "inner"; } } return inner(); }
try {
    inner();
} catch (Error $e) {
    echo $e->getMessage(), "\n";
}
echo outer(), outer(), inner(), "\n";
echo early(), EARLY(), "\n";
function early() { return "hoisted "; }
if (true) { function cond() { return "cond"; } }
echo cond(), "\n";
var_dump(function_exists("STRLEN"), function_exists("late"), function_exists("echo"), is_callable("Early"));
if (true) { function late() {} }
function nothing() {}
var_dump(nothing());
function ret() { return; }
var_dump(ret() === null);
$n = "undefined_fn";
try {
    $n();
} catch (Error $e) {
    echo $e->getMessage(), "\n";
}
try {
    call_user_func("undefined_fn");
} catch (TypeError $e) {
    echo $e->getMessage(), "\n";
}
UNDEFINED_fn($g);
