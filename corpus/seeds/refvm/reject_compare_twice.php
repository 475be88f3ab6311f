<?php // Refused, or warned of, when compiled: comparisons in a row.
$x = 1 == 2 == 3;
