<?php // Refused, or warned of, when compiled: a list within an array that is no list.
$x = [[list($a)], 1];
