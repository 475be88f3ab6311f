<?php // Refused, or warned of, when compiled: a property doesn't become readonly.
class A { public int $x; }
class B extends A { public readonly int $x; }
