<?php // Refused, or warned of, when compiled: mixed stands alone.
function f(mixed|int $x) {}
