<?php
// Constructors that are private, or missing where a parent is asked for one.
function attempt($what, $f) {
    try {
        echo $what, ': ';
        var_dump($f());
    } catch (Throwable $e) {
        echo get_class($e), ': ', $e->getMessage(), "\n";
    }
}
class Hidden { private function __construct() {} static function make() { return new Hidden; } }
class Guarded { protected function __construct() {} }
class Bare {}
class Child extends Bare { function __construct() { parent::__construct(); } }
class Heir extends Hidden { function __construct() { parent::__construct(); } }
attempt('private', function () { return new Hidden; });
attempt('inside', function () { return Hidden::make(); });
attempt('protected', function () { return new Guarded; });
attempt('none', function () { return new Child; });
attempt('private parent', function () { return new Heir; });
attempt('arguments', function () { return new Bare(1, 2); });
attempt('abstract', function () { return new class { function __construct() { throw new Exception('made'); } function __destruct() { echo 'never'; } }; });
