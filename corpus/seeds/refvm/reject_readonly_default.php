<?php // Refused, or warned of, when compiled: a readonly property has no default.
class A { public readonly int $x = 1; }
