<?php // Refused, or warned of, when compiled: holes in an array within an array.
$x = [[1, , 2]];
