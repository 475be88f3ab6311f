<?php
// debug_backtrace in a hot function called from hot loops: lines, functions, classes and arguments of all frames.
class Where {
    static $lines = [];
    static function am_i() {
        $t = debug_backtrace();
        $s = "";
        foreach ($t as $f) $s .= ($f["class"] ?? "") . ($f["type"] ?? "") . $f["function"] . ":" . $f["line"] . "(" . count($f["args"]) . ") ";
        self::$lines[$s] = (self::$lines[$s] ?? 0) + 1;
        return count($t);
    }
    function method($i) {
        return $i % 2
            ? self::am_i()
            : static::am_i() + 0;
    }
}
function plain($w, $i) {
    $n = $w->method($i);
    if ($i > 100) $n += Where::am_i();
    return $n;
}
$w = new Where; $n = 0;
for ($i = 50; $i < 110; $i++) {
    $n += plain($w, $i);
    if ($i > 105)
        $n += array_sum(array_map(fn($x) => $w->method($x), [$i]));
}
var_dump($n);
foreach (Where::$lines as $s => $k) echo "$k $s\n";
function rec($d) { if ($d == 0) { debug_print_backtrace(); return; } rec($d - 1); }
for ($i = 0; $i < 4; $i++) rec($i);
