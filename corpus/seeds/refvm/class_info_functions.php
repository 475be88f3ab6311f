<?php
// What the class and object functions say about inherited, private, static and dynamic members.
class A {
    public $a = 1;
    protected $b = 2;
    private $c = 3;
    static $s = 4;
    function pub() { return get_object_vars($this); }
    protected function pro() {}
    private function pri() {}
    static function sta() { return get_class_methods("B"); }
}
class B extends A {
    private $c = "B";
    public $d;
    function own() { return get_object_vars($this); }
    private function mine() {}
}
$b = new B;
@$b->dyn = 5;
print_r(get_object_vars($b) + ["parent" => get_parent_class($b), "top" => get_parent_class("A")]);
echo implode(",", array_keys($b->pub())), " ", implode(",", array_keys($b->own())), "\n";
echo implode(",", get_class_methods($b)), " ", implode(",", B::sta()), "\n";
var_dump(method_exists($b, "PRI"), method_exists("B", "nope"), method_exists("Zip", "x"));
var_dump(property_exists("B", "c"), property_exists("B", "s"), property_exists($b, "dyn"), property_exists("B", "dyn"));
var_dump(class_exists("b"), class_exists("Countable"), get_class($b));
try {
    get_class("B");
} catch (TypeError $e) {
    echo $e->getMessage(), "\n";
}
try {
    get_class_methods("Zip");
} catch (TypeError $e) {
    echo $e->getMessage(), "\n";
}
