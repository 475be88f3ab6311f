<?php // Refused, or warned of, when compiled: a reference to a value in an array.
$x = [&5];
