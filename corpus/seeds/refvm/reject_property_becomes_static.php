<?php // Refused, or warned of, when compiled: a property doesn't become static.
class A { public $x; }
class B extends A { static $x; }
