<?php
// A TypeError ends the program from a hot recursion: the backtrace shows each frame with its line and arguments.
function descend(int $n, $what) {
    if ($n == 0) return strlen($what) + weigh($what);
    return descend($n - 1, $what) + 1;
}
function weigh(string $s) {
    $w = 0;
    for ($i = 0; $i < strlen($s); $i++) $w += ord($s[$i]);
    return $w;
}
for ($i = 0, $sum = 0; $i < 60; $i++) $sum += descend($i % 7, "text$i");
var_dump($sum);
set_error_handler(function ($no, $text) {
    echo "handler: $text\n";
    return true;
});
for ($i = 0; $i < 100; $i++) {
    $what = $i < 90 ? "s" : ($i < 95 ? $i : null);
    if ($i >= 95) {
        $x = $undefined ?? descend(2, $what);
    } else
        $sum += descend(3, $what);
}
echo "never $sum\n";
