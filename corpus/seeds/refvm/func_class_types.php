<?php
// Class, interface, self, iterable, object and callable parameter types.
interface I {}
class P implements I { function same(self $x) { return get_class($x); } }
class Q extends P {}
class Z {}
function i(I $x) { return get_class($x); }
function np(?P $x) { return $x === null ? "null" : get_class($x); }
function ob(object $x) { return get_class($x); }
function ca(callable $x) { return $x("abc"); }
function it(iterable $x) { return gettype($x); }
function nd(P $x = null) { return gettype($x); }
echo i(new P), i(new Q), np(null), np(new Q), ob(new Z), ca('strlen'), ca(function ($s) { return strrev($s); }), it([]), nd(), (new P)->same(new Q), "\n";
$bad = [['i', new Z], ['i', null], ['np', new Z], ['np', 5], ['ob', "x"], ['ca', "nope"], ['ca', [1, 2]], ['it', new Z], ['it', "s"], ['nd', false]];
foreach ($bad as [$f, $arg]) {
    try {
        echo $f($arg);
    } catch (TypeError $e) {
        echo substr($e->getMessage(), 0, strpos($e->getMessage(), ", called")), "\n";
    }
}
try {
    (new Q)->same(new Z);
} catch (TypeError $e) {
    echo substr($e->getMessage(), 0, strpos($e->getMessage(), ", called")), "\n";
}
function unknown(NoSuchClass $x) {}
unknown(1);
