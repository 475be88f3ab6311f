<?php
// Incrementing a typed int past its range throws and keeps the value.
class T {
    public int $i = PHP_INT_MAX;
    public ?int $n = -9223372036854775807 - 1;
}
$o = new T;
foreach (["++", "--", "+="] as $op) {
    try {
        if ($op == "++") {
            $o->i++;
        } elseif ($op == "--") {
            --$o->n;
        } else {
            $o->i += 1;
        }
    } catch (TypeError $e) {
        echo $op, ": ", $e->getMessage(), "\n";
    }
}
$r = &$o->i;
try {
    ++$r;
} catch (TypeError $e) {
    echo $e->getMessage(), "\n";
}
var_dump($o);
