<?php // Refused, or warned of, when compiled: a static property can't be readonly.
class A { static readonly int $x; }
