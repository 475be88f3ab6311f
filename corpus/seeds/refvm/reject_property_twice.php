<?php // Refused, or warned of, when compiled: a property is declared twice.
class A { public $x; private $x; }
