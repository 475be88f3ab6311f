<?php
// The nullsafe operator skips the rest of the chain, arguments included, for null only.
class N {
    public $next = null;
    public $v = 1;
    function next() { return $this->next; }
}
function loud() { echo "evaluated "; return 1; }
$n = new N;
$none = null;
var_dump($none?->v, $none?->next()?->v, $none?->a->b->c(loud()), $n?->next?->v, $n->next()?->next(loud()));
var_dump(isset($none?->a->b), empty($none?->a), $none?->a ?? "d");
var_dump($undefined?->v);
try {
    var_dump($n?->next->v);
    var_dump($n?->next->next());
} catch (Error $e) {
    echo $e->getMessage(), "\n";
}
try {
    "text"?->method(loud());
} catch (Error $e) {
    echo $e->getMessage(), "\n";
}
