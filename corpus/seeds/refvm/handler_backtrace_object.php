<?php
// debug_backtrace carries objects and arguments on demand, and a limit.
class B {
    public $id;
    function __construct($id) { $this->id = $id; }
    function go($x, &$y) { return $this->inner("lit"); }
    private function inner($p) {
        $p = "changed";
        $all = debug_backtrace();
        foreach ($all as $f) {
            echo $f["function"], " ", isset($f["object"]) ? $f["object"]->id : "none", " ", implode(",", $f["args"]), "\n";
        }
        $none = debug_backtrace(DEBUG_BACKTRACE_IGNORE_ARGS);
        var_dump(isset($none[0]["args"]), isset($none[0]["object"]));
        echo count(debug_backtrace(0, 1)), count(debug_backtrace(DEBUG_BACKTRACE_PROVIDE_OBJECT, 2)), "\n";
        debug_print_backtrace(0, 2);
        return count($all);
    }
}
$v = "by ref";
echo (new B(7))->go([1][0], $v), "\n";
function top() { return debug_backtrace()[0]["line"]; }
echo top(), " ",
    top(), "\n";
var_dump(debug_backtrace());
