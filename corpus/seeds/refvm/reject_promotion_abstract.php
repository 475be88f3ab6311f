<?php // Refused, or warned of, when compiled: an abstract constructor promotes nothing.
abstract class A { abstract function __construct(public $x); }
