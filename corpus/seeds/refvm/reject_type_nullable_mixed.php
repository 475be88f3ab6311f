<?php // Refused, or warned of, when compiled: mixed is nullable by itself.
function f(?mixed $x) {}
