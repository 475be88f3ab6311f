<?php // Refused, or warned of, when compiled: continue without a loop.
function f() { continue; }
