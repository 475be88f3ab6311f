<?php
// An error handler that throws turns a warning into an exception at the exact opcode.
set_error_handler(function ($no, $msg, $file, $line) { throw new ErrorException($msg, 0, $no, "f", $line); });
class D { function __destruct() { echo "~D "; } }
function t($f) {
    try {
        $f();
        echo "no exception\n";
    } catch (ErrorException $e) {
        echo $e->getMessage(), " severity ", $e->getSeverity(), " line ", $e->getLine(), "\n";
    }
}
t(function () { $a = [1]; $x = $a["k"] . "never"; });
t(function () { $y = "kept"; try { $y = $undef; } finally { echo $y, " "; } });
t(function () { $y = 1; $y += "5x"; });
t(function () { $a = [new D, new D, $undef]; });
t(function () { $s = "a" . [] . "b"; });
t(function () { strlen(null); echo "not reached"; });
t(function () { $a = []; $a[$undef2] = new D; });
t(function () { foreach (null as $x) echo "never"; });
t(function () { $o = (object)["a" => 1]; echo "{$o->a}{$o->b}{$o->c}"; });
t(function () { $l = []; $l["n"] .= "x"; });
t(function () { [$p, $q] = [1]; });
t(function () { function_exists("x") || trigger_error("custom", E_USER_WARNING); });
t(function () { $x = "abc"; $x[9]; });
t(function () { new D($undef3); });
t(function () { return @$silenced; });
t(function () { static $n = 5; $n++; return $n; });
