<?php // Refused, or warned of, when compiled: const in a function.
function f() { const A = 1; }
