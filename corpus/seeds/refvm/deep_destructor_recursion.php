<?php
// Destructors that drop their own child, so that destructors nest instead of following one another.
class Nest {
    public $child;
    static $depth = 0;
    static $max = 0;
    function __construct($child) { $this->child = $child; }
    function __destruct() {
        self::$depth++;
        self::$max = max(self::$max, self::$depth);
        $this->child = null;
        self::$depth--;
    }
}
$n = null;
for ($i = 0; $i < 30; $i++) { $n = new Nest($n); }
$n = null;
echo Nest::$max, " ", Nest::$depth, "\n";
class ThrowAt extends Nest {
    function __destruct() { parent::__destruct(); throw new Exception("t"); }
}
$n = new ThrowAt(null);
for ($i = 0; $i < 16; $i++) { $n = new Nest($n); }
try {
    $n = null;
} catch (Exception $e) {
    echo count($e->getTrace()), " ", Nest::$depth, "\n";
}
