<?php
// A magic method that is not public warns when compiling and works all the same.
class C {
    private function __get($n) { return "got $n"; }
    protected function __call($n, $a) { return "called $n"; }
}
$c = new C;
echo $c->x, " ", $c->y(), "\n";
try {
    $c->__get("z");
} catch (Error $e) {
    echo $e->getMessage(), "\n";
}
echo $c->__call("direct", []), "\n";
