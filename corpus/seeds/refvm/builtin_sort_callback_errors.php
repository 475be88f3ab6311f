<?php
// Sorting callbacks that throw, warn, return strings or null.
function attempt($name, $a, $cmp) {
    try {
        usort($a, $cmp);
        echo $name, ": ", implode(",", $a), "\n";
    } catch (Throwable $e) {
        echo $name, ": ", get_class($e), " ", $e->getMessage(), " ", count($a), "\n";
    }
}
attempt("numbers", [10, 9, 2, 33, 1], function ($a, $b) { return $a - $b; });
attempt("strings", ["10", "9", "2", "1e1"], 'strcmp');
attempt("string result", [3, 1, 2], function ($a, $b) { return (string)($a - $b); });
attempt("null result", [3, 1, 2], function ($a, $b) { });
attempt("throws late", [5, 4, 3, 2, 1], function ($a, $b) { static $n = 0; if (++$n == 3) throw new Exception("third"); return $a <=> $b; });
attempt("undefined", [2, 1], function ($a, $b) { return $a <=> $b + $nothing; });
attempt("too many", [2, 1], function ($a, $b, $c) { return 0; });
attempt("type error", ["x", "y"], function (int $a, $b) { return 0; });
attempt("array result", [2, 1], function ($a, $b) { return [1]; });
attempt("one element", [1], function ($a, $b) { return undefined_is_not_called(); });
attempt("mixed", [3, "2", 1.5, true, null], function ($a, $b) { return $a <=> $b; });
attempt("by ref", [2, 1], function (&$a, &$b) { return $a <=> $b; });
