<?php // Refused, or warned of, when compiled: a string with an expression has no end.
$s = "{$x} abc
