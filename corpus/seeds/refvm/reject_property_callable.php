<?php // Refused, or warned of, when compiled: a property can't be callable.
class A { public callable $x; }
