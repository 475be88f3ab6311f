<?php // Refused, or warned of, when compiled: a typed function returns nothing.
function f(): int { return; }
