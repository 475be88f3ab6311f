<?php // Refused, or warned of, when compiled: a property's type stays.
class A { public int $x; }
class B extends A { public string $x; }
