<?php // Refused, or warned of, when compiled: a constant's access isn't weakened.
class A { public const X = 1; }
class B extends A { private const X = 2; }
