<?php // Refused, or warned of, when compiled: comparisons of order in a row.
$x = 1 < 2 < 3;
