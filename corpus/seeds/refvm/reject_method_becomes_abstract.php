<?php // Refused, or warned of, when compiled: a method doesn't become abstract.
class A { function f() {} }
abstract class B extends A { abstract function f(); }
