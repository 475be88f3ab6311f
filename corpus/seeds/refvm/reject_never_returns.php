<?php // Refused, or warned of, when compiled: a never-returning function returns.
function f(): never { return; }
