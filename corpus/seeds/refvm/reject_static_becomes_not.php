<?php // Refused, or warned of, when compiled: a static method stays static.
class A { static function f() {} }
class B extends A { function f() {} }
