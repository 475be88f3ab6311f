<?php // Refused, or warned of, when compiled: a variable as the default of a typed parameter.
function f(int $x = $y) {}
