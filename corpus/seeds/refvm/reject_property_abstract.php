<?php // Refused, or warned of, when compiled: a property can't be abstract.
abstract class A { abstract public $x; }
