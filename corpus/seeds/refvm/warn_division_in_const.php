<?php
// Errors inside constant expressions show when the constant is used, and again at each use.
class K { const BAD = 1 / self::ZERO; const ZERO = 0; const OK = 5 % 3; const LOOP = self::OK . self::MISSING; public $p = self::OK + 1; static $s = self::OK << 2; }
for ($i = 0; $i < 2; $i++) {
    try {
        echo K::BAD;
    } catch (DivisionByZeroError $e) {
        echo $e->getMessage(), "\n";
    }
    try {
        echo K::LOOP;
    } catch (Error $e) {
        echo $e->getMessage(), "\n";
    }
}
echo K::OK, "\n";
try {
    echo (new K)->p, K::$s, "\n";
} catch (Error $e) {
    echo get_class($e), " ", $e->getMessage(), "\n";
}
function d($x = 1 % 0) { return $x; }
echo d(5), "\n";
try {
    d();
} catch (Error $e) {
    echo $e->getMessage(), "\n";
}
class R { const A = self::B; const B = self::A; }
try {
    echo R::A;
} catch (Error $e) {
    echo $e->getMessage(), "\n";
}
const TOP = "x" . [][0] . 1 <=> 2;
var_dump(TOP);
static $st = 1 << -1;
