<?php // Refused, or warned of, when compiled: a reference to a constant in an array.
$x = [&A::B];
