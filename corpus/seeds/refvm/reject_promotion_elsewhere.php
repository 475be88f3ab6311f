<?php // Refused, or warned of, when compiled: promotion belongs to constructors.
class A { function f(public $x) {} }
