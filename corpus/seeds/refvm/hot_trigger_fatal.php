<?php
// trigger_error with E_USER_ERROR on a late iteration ends the program from a hot function; shutdown functions still run.
class Held { function __construct(public $n) {} function __destruct() { echo "destructor $this->n\n"; } }
register_shutdown_function(function () {
    global $sum;
    for ($i = 0, $s = 0; $i < 80; $i++) $s += $i;
    echo "shutdown $sum $s ", error_get_last()["message"], "\n";
});
function check($i, $held) {
    try {
        if ($i == 105) trigger_error("fatal at $i", E_USER_ERROR);
        if ($i == 90) trigger_error("only a warning", E_USER_WARNING);
        return $i;
    } finally {
        if ($i == 105) echo "never\n";
    }
}
function drive($from, $to) {
    global $sum;
    $h = new Held($from);
    for ($i = $from; $i < $to; $i++) $sum += check($i, [$h]);
    return $sum;
}
$sum = 0;
echo drive(0, 70), "\n";
echo drive(70, 100), "\n";
set_error_handler(function ($no, $text) { echo "handled $text\n"; return $no != E_USER_ERROR; });
echo drive(100, 130), "\n";
echo "never\n";
