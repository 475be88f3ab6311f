<?php // Refused, or warned of, when compiled: most magic methods aren't static.
class A { static function __get($n) {} }
