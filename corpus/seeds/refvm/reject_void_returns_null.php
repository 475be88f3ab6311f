<?php // Refused, or warned of, when compiled: a void function returns null.
function f(): void { return null; }
