<?php // Refused, or warned of, when compiled: a magic method's parameter has its type.
class A { function __get(int $n) {} }
