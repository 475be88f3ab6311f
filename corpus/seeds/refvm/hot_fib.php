<?php
// The doubly recursive function, with ints, with a float argument and with a numeric string.
function fib($n) {
    return $n < 2 ? $n : fib($n - 1) + fib($n - 2);
}
var_dump(fib(12), fib(10.0), fib("9"), fib(9.5));
function fib_if($n) {
    if ($n <= 1) return $n;
    $a = fib_if($n - 1);
    $b = fib_if($n - 2);
    return $a + $b;
}
var_dump(fib_if(12), fib_if(true), fib_if(null));
class Fib {
    public $calls = 0;
    function of($n) { $this->calls++; return $n < 2 ? $n : $this->of($n - 1) + $this->of($n - 2); }
    static function st($n) { return $n < 2 ? $n : self::st($n - 1) + static::st($n - 2); }
}
$f = new Fib;
var_dump($f->of(11), $f->calls, Fib::st(11));
$fib = function ($n) use (&$fib) { return $n < 2 ? $n : $fib($n - 1) + $fib($n - 2); };
var_dump($fib(10));
try {
    fib([]);
} catch (TypeError $e) {
    echo $e->getMessage(), "\n";
}
