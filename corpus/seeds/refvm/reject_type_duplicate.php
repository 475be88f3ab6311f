<?php // Refused, or warned of, when compiled: a type stands twice in a union.
function f(int|string|INT $x) {}
