<?php // Refused, or warned of, when compiled: a void function returns a value.
function f(): void { return 1; }
