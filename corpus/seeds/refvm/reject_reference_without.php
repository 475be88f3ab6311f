<?php // Refused, or warned of, when compiled: a parameter by reference without a name.
function f(& $a, &) {}
