<?php
// Property access on things that are no objects warns on reading and throws on writing.
function attempt($v) {
    var_dump($v->p);
    var_dump(isset($v->p), $v->p ?? "d");
    try {
        $v->p = 1;
    } catch (Error $e) {
        echo $e->getMessage(), "\n";
    }
    try {
        $v->p[0] = 1;
    } catch (Error $e) {
        echo $e->getMessage(), "\n";
    }
    try {
        $v->p++;
    } catch (Error $e) {
        echo $e->getMessage(), "\n";
    }
    try {
        $v->m();
    } catch (Error $e) {
        echo $e->getMessage(), "\n";
    }
    unset($v->p);
}
attempt(null);
attempt(5);
attempt("str");
attempt([1]);
attempt(false);
echo $undefined->p;
