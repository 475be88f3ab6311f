<?php
// An error handler that changes the very variable whose operation raised the warning.
class C { public $p = 1; }
function run($label, $f) {
    global $g;
    try {
        echo $label, ": ";
        $f();
        echo " g=", is_array($g) ? "[" . implode(",", array_keys($g)) . "]" : (is_object($g) ? get_class($g) : $g), "\n";
    } catch (Error $e) {
        echo get_class($e), " ", $e->getMessage(), "\n";
    }
}
$mode = "";
set_error_handler(function ($no, $msg) {
    global $g, $mode;
    echo "($msg) ";
    $g = $mode == "array" ? ["h" => 1] : ($mode == "null" ? null : ($mode == "object" ? new C : "string"));
});
foreach (["array", "null", "object", "string"] as $mode) {
    run("$mode read", function () { global $g; $g = [1, 2]; $x = $g[9]; });
    run("$mode write undef", function () { global $g; $g = ["a" => 1]; $g["k"] = $undef; });
    run("$mode undef key", function () { global $g; $g = ["a" => 1]; $g[$undef] = 5; });
    run("$mode append", function () { global $g; $g = ["a" => "s"]; $g["none"] .= "tail"; });
    run("$mode string offset", function () { global $g; $g = "abc"; $g[1.5] = "X"; });
    run("$mode concat", function () { global $g; $g = "abc"; $g .= $undef; });
    run("$mode array to string", function () { global $g; $g = [1]; $g .= "x"; });
    run("$mode dynamic property", function () { global $g; $g = new C; $g->dyn = "v"; });
    run("$mode property", function () { global $g; $g = new C; $g->p = $undef; });
}
