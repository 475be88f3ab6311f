<?php // Refused, or warned of, when compiled: no parameter is void.
function f(void $x) {}
