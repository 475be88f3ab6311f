<?php
// A non-static method called through the class name throws, unless $this already fits.
class A {
    public $name = "A-object";
    function who() { return $this->name; }
    function viaSelf() { return self::who() . A::who(); }
    static function stat() { return isset($this); }
    static function usesThis() { return $this->name; }
}
class B extends A {
    public $name = "B-object";
    function up() { return parent::who() . A::who(); }
}
class Other {
    public $name = "Other-object";
    function steal() { return A::who(); }
}
echo (new A)->viaSelf(), (new B)->up(), "\n";
var_dump((new A)->stat(), A::stat());
foreach ([function () { return A::who(); }, function () { return (new Other)->steal(); },
    function () { return A::usesThis(); }, function () { return call_user_func("A::who"); },
    function () { return call_user_func(["A", "who"]); }, function () { $f = ["A", "who"]; return $f(); }] as $f) {
    try {
        echo $f(), "\n";
    } catch (Error $e) {
        echo get_class($e), ": ", $e->getMessage(), "\n";
    }
}
