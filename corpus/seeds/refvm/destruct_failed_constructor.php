<?php
// An object whose constructor threw is not destroyed, unless it was handed out before.
class C {
    public $n;
    static $escaped;
    function __construct($n, $escape) {
        $this->n = $n;
        if ($escape) {
            self::$escaped = $this;
        }
        throw new Exception("construct $n");
    }
    function __destruct() { echo "destroy {$this->n}\n"; }
}
class Sub extends C {
    private $helper;
    function __construct($n) {
        $this->helper = new Helper;
        parent::__construct($n, false);
    }
}
class Helper { function __destruct() { echo "helper destroyed\n"; } }
foreach ([function () { new C(1, false); }, function () { new C(2, true); }, function () { new Sub(3); }] as $f) {
    try {
        $f();
    } catch (Exception $e) {
        echo $e->getMessage(), "\n";
    }
    $e = null;
}
var_dump(is_object(C::$escaped));
C::$escaped = null;
echo "end\n";
