<?php
// Private and protected members are errors from outside, each with its own text.
class A {
    private $p = 1;
    protected $q = 2;
    private function f() { return "f"; }
    protected function g() { return "g"; }
    private static function s() { return "s"; }
    private const K = 3;
}
function attempt($what, $f) {
    try {
        var_dump($f(new A));
    } catch (Error $e) {
        echo $what, ": ", get_class($e), ": ", $e->getMessage(), " line ", $e->getLine(), "\n";
    }
}
attempt("read private", function ($o) { return $o->p; });
attempt("read protected", function ($o) { return $o->q; });
attempt("write private", function ($o) { $o->p = 5; });
attempt("ref protected", function ($o) { $r = &$o->q; });
attempt("unset private", function ($o) { unset($o->p); });
attempt("isset private", function ($o) { return isset($o->p); });
attempt("coalesce", function ($o) { return $o->q ?? "none"; });
attempt("call private", function ($o) { return $o->f(); });
attempt("call protected", function ($o) { return $o->g(); });
attempt("call static", function ($o) { return A::s(); });
attempt("constant", function ($o) { return A::K; });
attempt("increment", function ($o) { return $o->p++; });
attempt("append", function ($o) { $o->q[] = 1; });
