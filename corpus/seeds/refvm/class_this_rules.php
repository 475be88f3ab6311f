<?php
// $this can't be assigned; without an object it is an Error.
class A {
    function f() {
        $g = function () { return get_class($this); };
        $h = static function () { return isset($this); };
        return [$g(), $h()];
    }
}
print_r((new A)->f());
var_dump(isset($this));
function plain() {
    return $this;
}
try {
    plain();
} catch (Error $e) {
    echo $e->getMessage(), "\n";
}
echo $this->x;
