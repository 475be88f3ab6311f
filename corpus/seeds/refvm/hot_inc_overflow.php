<?php
// ++ and -- reach the ends of the ints on a late iteration: on locals, elements, properties and static ones.
class Holder { public $n; public static $s; public int $typed = 0; }
function count_up($start, $n) {
    $x = $start; $a = [$start, "k" => $start]; $h = new Holder; $h->n = $start; Holder::$s = $start;
    for ($i = 0; $i < $n; $i++) {
        $was = $x++;
        ++$a[0];
        $a["k"]++;
        ++$h->n;
        Holder::$s++;
    }
    var_dump($was, $x, $a, $h->n, Holder::$s);
}
function count_down($start, $n) {
    $x = $start; $a = [$start]; $h = new Holder; $h->n = $start;
    for ($i = 0; $i < $n; $i++) {
        $was = $x--;
        --$a[0];
        $h->n--;
    }
    var_dump($was, $x, $a[0], $h->n);
}
count_up(0, 100);
count_up(PHP_INT_MAX - 90, 101);
count_down(PHP_INT_MIN + 90, 101);
$h = new Holder;
$h->typed = PHP_INT_MAX - 100;
try {
    for ($i = 0; $i < 150; $i++) $h->typed++;
} catch (TypeError $e) {
    echo $i, " ", $e->getMessage(), "\n";
}
var_dump($h->typed);
