<?php
// A typed property without a default is uninitialized: reading it throws, unset brings that state back.
class T {
    public int $i;
    protected ?T $next;
    function next() { return $this->next; }
}
function attempt($f) {
    try {
        var_dump($f());
    } catch (Error $e) {
        echo $e->getMessage(), "\n";
    }
}
$o = new T;
attempt(function () use ($o) { return $o->i; });
attempt(function () use ($o) { return $o->next(); });
attempt(function () use ($o) { return isset($o->i); });
attempt(function () use ($o) { return $o->i ?? "none"; });
attempt(function () use ($o) { return $o->i++; });
attempt(function () use ($o) { $r = &$o->i; return $r; });
var_dump($o);
print_r(get_object_vars($o));
foreach ($o as $k => $v) {
    echo "$k\n";
}
$o->i = 5;
foreach ($o as $k => $v) {
    echo "$k=$v\n";
}
unset($o->i);
attempt(function () use ($o) { return $o->i; });
var_dump($o == new T);
