<?php // Refused, or warned of, when compiled: never stands alone.
function f(): never|int {}
