<?php // Refused, or warned of, when compiled: an abstract method has no body.
abstract class A { abstract function f() {} }
