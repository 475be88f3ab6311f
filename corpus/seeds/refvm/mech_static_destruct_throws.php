<?php
// A static self-call of the destructor ends in an exception that unwinds every level.
class A {
    private $n = 0;
    private static $levels = 0;
    function __destruct() {
        self::$levels++;
        $held = "level" . self::$levels;
        try {
            if (++$this->n == 12) {
                throw new Exception("bottom $held");
            }
            A::__destruct();
        } finally {
            self::$levels--;
        }
    }
    static function levels() { return self::$levels; }
}
try {
    new A;
} catch (Exception $e) {
    echo $e->getMessage(), " ", count($e->getTrace()), " ", A::levels(), "\n";
}
unset($e);
$x = new A;
unset($x);
