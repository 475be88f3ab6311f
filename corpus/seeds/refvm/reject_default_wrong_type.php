<?php // Refused, or warned of, when compiled: a default of another type.
function f(int $x = 'a') {}
