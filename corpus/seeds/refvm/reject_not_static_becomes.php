<?php // Refused, or warned of, when compiled: a method doesn't become static.
class A { function f() {} }
class B extends A { static function f() {} }
