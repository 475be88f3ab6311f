<?php
// Declarations that run more than once: of anonymous classes with a parent that comes late, and of a name that is taken.
if (true) {
    class Late { public $p; function __construct($p = 0) { $this->p = $p; } }
}
function make($p) { return new class($p) extends Late { function twice() { return 2 * $this->p; } }; }
echo make(1)->twice(), make(2)->twice(), get_class(make(3)) === get_class(make(4)) ? ' same' : ' other', "\n";
class Without extends Late { function __construct() { Missing::__construct(); } }
foreach (['Without'] as $class) {
    try {
        new $class;
    } catch (Error $e) {
        echo $e->getMessage(), "\n";
    }
}
class Sealed { private function __construct() {} function again() { self::__construct(); return 'again'; } static function make() { return new Sealed; } }
class Inherits extends Sealed { function __construct() {} }
class Child extends Sealed { function __construct() { parent::__construct(); } static function go() { Sealed::__construct(); } static function late() { Late::__construct(); } }
foreach ([fn() => new Child, fn() => (new Inherits)->again(), fn() => print(Sealed::make()->again() . "\n"), ['Child', 'go'], ['Child', 'late']] as $f) {
    try {
        $f();
    } catch (Error $e) {
        echo $e->getMessage(), "\n";
    }
}
if (true) {
    interface Late {}
}
