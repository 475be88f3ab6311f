<?php
// Calls as arguments of calls, method chains and property chains, long and deep.
class C {
    public $n = 0;
    public $self;
    function __construct() { $this->self = $this; }
    function m() { $this->n++; return $this; }
    function fail() { throw new Exception("in the chain"); }
}
function f($x) { return $x + 1; }
echo f(f(f(f(f(f(f(f(f(f(f(f(f(f(f(f(f(f(f(f(f(f(f(f(f(f(f(f(f(f(f(f(f(f(f(f(f(f(f(f(f(f(f(f(f(f(f(f(f(f(f(f(f(f(f(f(f(f(f(f(f(f(f(f(f(f(f(f(f(f(f(f(f(f(f(f(f(f(f(f(f(f(f(f(f(
f(f(f(f(f(f(f(f(f(f(f(f(f(f(f(0)))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))), "\n";
$c = new C;
echo $c->m()->m()->m()->m()->m()->m()->m()->m()->m()->m()->m()->m()->m()->m()->m()->m()->m()->m()->m()->m()->m()->m()->m()->m()->m()->m()->m()->m()->m()->m()->m()->m()->m()->m()
->m()->m()->m()->m()->m()->m()->m()->m()->m()->m()->m()->m()->m()->m()->m()->m()->m()->m()->m()->m()->m()->m()->m()->m()->m()->m()->m()->m()->m()->m()->m()->m()->m()->m()
->m()->m()->m()->m()->m()->m()->m()->m()->m()->m()->m()->m()->n, "\n";
echo $c->self->self->self->self->self->self->self->self->self->self->self->self->self->self->self->self->self->self->self->self->self->self->self->self->self->self->self->self
->self->self->self->self->self->self->self->self->self->self->self->self->self->self->self->self->self->self->self->self->self->self->self->self->self->self->self->self
->self->self->self->self->self->self->self->self->self->self->self->self->self->self->self->self->self->self->self->self->self->self->self->self->self->self->self->self
->self->self->self->self->self->self->self->self->self->self->self->self->self->self->self->self->n, "\n";
echo $c->self?->m()->self?->m()->self?->m()->self?->m()->self?->m()->self?->m()->self?->m()->self?->m()->self?->m()->self?->m()->self?->m()->self?->m()->self?->m()->self?->m()
->self?->m()->self?->m()->self?->m()->self?->m()->self?->m()->self?->m()->self?->m()->self?->m()->self?->m()->self?->m()->self?->m()->self?->m()->self?->m()->self?->m()
->self?->m()->self?->m()->self?->m()->self?->m()->self?->m()->self?->m()->self?->m()->self?->m()->self?->m()->self?->m()->self?->m()->self?->m()->n, "\n";
try {
f(f(f(f(f(f(f(f(f(f(f(f(f(f(f(f(f(f(f(f(f(f(f(f(f(f(f(f(f(f(f(f(f(f(f(f(f(f(f(f(f(f(f(f(f(f(f(f(f(f(f(f(f(f(f(f(f(f(f(f($c->fail()))))))))))))))))))))))))))))))))))))))))
))))))))))))))))))));
} catch (Exception $e) {
    echo $e->getMessage(), " ", count($e->getTrace()), "\n";
}
echo strlen(strlen(strlen(strlen(strlen(strlen(strlen(strlen(strlen(strlen(strlen(strlen(strlen(strlen(strlen(strlen(strlen(strlen(strlen(strlen(strlen(strlen(strlen(strlen(
strlen(strlen(strlen(strlen(strlen(strlen(strlen(strlen(strlen(strlen(strlen(strlen(strlen(strlen(strlen(strlen(strlen(strlen(strlen(strlen(strlen(strlen(strlen(strlen(
strlen(strlen(strlen(strlen(strlen(strlen(strlen(strlen(strlen(strlen(strlen(strlen("text")))))))))))))))))))))))))))))))))))))))))))))))))))))))))))), "\n";
$c->self = null;
echo (function ($x) { return $x . "c"; })((function ($x) { return $x . "c"; })((function ($x) { return $x . "c"; })((function ($x) { return $x . "c"; })(
(function ($x) { return $x . "c"; })((function ($x) { return $x . "c"; })((function ($x) { return $x . "c"; })((function ($x) { return $x . "c"; })(
(function ($x) { return $x . "c"; })((function ($x) { return $x . "c"; })((function ($x) { return $x . "c"; })((function ($x) { return $x . "c"; })(
(function ($x) { return $x . "c"; })((function ($x) { return $x . "c"; })((function ($x) { return $x . "c"; })((function ($x) { return $x . "c"; })(
(function ($x) { return $x . "c"; })((function ($x) { return $x . "c"; })((function ($x) { return $x . "c"; })((function ($x) { return $x . "c"; })("s")))))))))))))))))))
), "\n";
$c->m()->m()->m()->m()->m()->m()->m()->m()->m()->m()->m()->m()->m()->m()->m()->m()->m()->m()->m()->m()->m()->m()->m()->m()->m()->m()->m()->m()->m()->m()->nope();
