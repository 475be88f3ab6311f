<?php // Refused, or warned of, when compiled: __callStatic is static.
class A { function __callStatic($n, $a) {} }
