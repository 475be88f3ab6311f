<?php
// exit() in a hot function called from a hot loop: finally blocks do not run, shutdown functions and destructors do.
class Last {
    public $n = 0;
    function __destruct() { echo "destructor {$this->n}\n"; }
}
register_shutdown_function(function () {
    global $last, $sum;
    echo "shutdown $sum\n";
    for ($i = 0; $i < 100; $i++) $last->n += $i;
});
function tick($i, Last $l) {
    try {
        $l->n = $i;
        if ($i == 120) exit("leaving at $i\n");
        return $i % 5;
    } finally {
        if ($i >= 120) echo "no finally\n";
    }
}
$last = new Last; $sum = 0;
for ($i = 0; $i < 60; $i++) $sum += tick($i, $last);
function drive($l) {
    global $sum;
    foreach (range(60, 200) as $i) $sum += tick($i, $l);
}
drive($last);
echo "never\n";
