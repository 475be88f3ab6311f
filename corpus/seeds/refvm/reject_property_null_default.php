<?php // Refused, or warned of, when compiled: null is no default of a type without null.
class A { public int $x = null; }
