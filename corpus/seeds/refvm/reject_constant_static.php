<?php // Refused, or warned of, when compiled: static isn't known to constants.
class A { const X = static::Y; }
