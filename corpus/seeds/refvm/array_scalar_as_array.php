<?php
// Scalars used as arrays: what converts, what warns and what throws.
function t($f) {
    try {
        $f();
    } catch (Error $e) {
        echo get_class($e), ": ", $e->getMessage(), "\n";
    }
}
t(function () { $x = 1; $x[] = 2; });
t(function () { $x = true; $x["a"] = 2; });
t(function () { $x = 1.5; $x["a"]["b"] = 2; });
t(function () { $x = ""; $x["a"] = 2; });
t(function () { $x = ""; $x[] = 2; });
t(function () { $x = false; $x[] = 2; var_dump($x); });
t(function () { $x = null; $x["a"]["b"] = 2; var_dump($x); });
t(function () { $x = 1; unset($x["a"]); var_dump($x); });
t(function () { $x = true; unset($x["a"]["b"]); var_dump($x); });
t(function () { $x = false; unset($x["a"]); var_dump($x); });
t(function () { $x = (object)[]; $x[] = 1; });
t(function () { $x = (object)[]; echo $x["a"]; });
t(function () { $x = function () {}; $x["a"] = 1; });
t(function () { $x = (object)[]; unset($x["a"]); });
t(function () { $x = (object)[]; var_dump(isset($x["a"])); });
t(function () { $x = null; $y = &$x["k"]; var_dump($x); });
