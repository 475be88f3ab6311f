<?php // Refused, or warned of, when compiled: a parameter without a dollar.
function f(a) {}
