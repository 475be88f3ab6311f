<?php // Refused, or warned of, when compiled: two access modifiers.
class A { public private $x; }
