<?php // Refused, or warned of, when compiled: a property's access isn't weakened.
class A { public $x; }
class B extends A { private $x; }
