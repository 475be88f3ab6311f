<?php
// A long chain of previous exceptions, made level by level and then freed.
class E extends Exception { static $freed = 0; function __destruct() { self::$freed++; } }
function wrap($n) {
    try {
        if ($n == 0) { throw new E("root"); }
        wrap($n - 1);
    } catch (E $e) {
        throw new E("w$n", $n, $e);
    }
}
try {
    wrap(16);
} catch (E $e) {
    $n = 0;
    for ($p = $e; $p->getPrevious(); $p = $p->getPrevious()) { $n += $p->getCode(); }
    echo $p->getMessage(), " ", $n, " ", count($p->getTrace()), " ", count($e->getTrace()), "\n";
}
$p = null;
$e = null;
echo E::$freed, "\n";
function nestFinally($n) { try { if ($n == 0) { throw new E("f"); } nestFinally($n - 1); } finally { if ($n % 10 == 0) { echo $n, " "; } } }
try {
    nestFinally(20);
} catch (E $e) {
    echo $e->getMessage(), "\n";
}
