<?php // Refused, or warned of, when compiled: no parameter is never.
function f(never $x) {}
