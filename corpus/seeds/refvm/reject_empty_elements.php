<?php // Refused, or warned of, when compiled: an array literal has no holes.
$a = [1, , 2];
