<?php // Refused, or warned of, when compiled: a magic method has its number of parameters.
class A { function __set($n) {} }
