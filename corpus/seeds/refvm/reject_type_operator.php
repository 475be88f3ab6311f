<?php // Refused, or warned of, when compiled: an operator in place of a type.
function f(?+ $x) {}
