<?php
// The catch variable keeps its object after the block; overwriting it runs the old one's destructor first.
class E extends Exception { function __construct($m, $p = null) { parent::__construct($m, 0, $p); } function __destruct() { echo "-{$this->message} "; } }
$e = new E("old value");
try {
    throw new E("one");
} catch (E $e) {
    echo "in catch ";
} finally {
    echo $e->getMessage(), " ";
}
try {
    try {
        throw new E("two", $e);
    } catch (E $e) {
        throw new E("three", $e);
    }
} catch (E $x) {
    $e = 5;
    echo get_class($x->getPrevious()->getPrevious()), " ";
}
function f() { try { throw new E("local"); } catch (E $e) { unset($e); echo "unset "; } }
f();
$x = null;
echo "end\n";
$ref = &$slot;
try { throw new E("four"); } catch (E $slot) { }
echo $ref->getMessage(), " ";
