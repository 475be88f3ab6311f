<?php // Refused, or warned of, when compiled: void stands alone.
function f(): void|int {}
