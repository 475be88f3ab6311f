<?php // Refused, or warned of, when compiled: abstract is said twice.
abstract class A { abstract abstract function f(); }
