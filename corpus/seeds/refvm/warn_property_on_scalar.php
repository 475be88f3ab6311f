<?php
// Reading, writing, counting up and unsetting properties of what is not an object.
$vals = [null, false, 5, "str", [1]];
foreach ($vals as $v) {
    echo gettype($v), ":\n";
    var_dump($v->p);
    var_dump(isset($v->p), $v->p ?? "def");
    foreach ([
        function ($x) { $x->p = 1; },
        function ($x) { $x->p++; },
        function ($x) { $x->p .= "s"; },
        function ($x) { $x->p[] = 1; },
        function ($x) { $x->p->q = 1; },
        function ($x) { $r = &$x->p; },
        function ($x) { unset($x->p); echo "unset ok\n"; },
        function ($x) { $x->m(); },
    ] as $f) {
        try {
            $f($v);
        } catch (Error $e) {
            echo $e->getMessage(), "\n";
        }
    }
}
