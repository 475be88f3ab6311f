<?php // Refused, or warned of, when compiled: a property can't be final.
class A { final public $x; }
