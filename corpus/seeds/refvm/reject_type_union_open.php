<?php // Refused, or warned of, when compiled: a union of types without its end.
function f(int| $x) {}
