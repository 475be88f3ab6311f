<?php // Refused, or warned of, when compiled: readonly twice in a promoted property.
class A { function __construct(readonly readonly int $x) {} }
