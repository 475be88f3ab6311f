<?php // Refused, or warned of, when compiled: two words for access in a promoted property.
class A { function __construct(public private $x) {} }
