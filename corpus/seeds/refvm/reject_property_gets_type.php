<?php // Refused, or warned of, when compiled: an untyped property stays untyped.
class A { public $x; }
class B extends A { public int $x; }
