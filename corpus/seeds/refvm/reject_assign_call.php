<?php // Refused, or warned of, when compiled: a call isn't assigned to.
function f() {}
f() = 1;
