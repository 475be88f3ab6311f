<?php // Refused, or warned of, when compiled: the left side of && is an error.
$x = ($this = 1) && $y;
