<?php
// set_exception_handler gets the exception of a late iteration; its own loops and a second exception end the program.
class Trail { public $steps = []; function add($s) { $this->steps[] = $s; return count($this->steps); } }
$trail = new Trail;
set_exception_handler(function ($e) use ($trail) {
    $n = 0;
    for ($i = 0; $i < 120; $i++) $n += $trail->add($i) % 3;
    echo get_class($e), ": ", $e->getMessage(), " $n ", count($trail->steps), "\n";
    foreach ($e->getTrace() as $f) echo $f["function"], ":", $f["line"], " ";
    echo "\n";
    nested(0);
});
function nested($d) {
    if ($d > 90) throw new RuntimeException("in the handler at $d");
    return nested($d + 1) + 1;
}
function walk($t, $i) {
    if ($t->add("w$i") > 104) intdiv($i, 0);
    return $i;
}
register_shutdown_function(fn() => print("steps " . count($trail->steps) . "\n"));
try {
    nested(60);
} catch (RuntimeException $e) {
    echo count($e->getTrace()), " frames\n";
}
for ($i = 0; $i < 200; $i++) $r = [$i, walk($trail, $i)];
echo "never\n";
