<?php // Refused, or warned of, when compiled: a class without its end.
class A { public $x;
