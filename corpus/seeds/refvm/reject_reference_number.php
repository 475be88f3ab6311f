<?php // Refused, or warned of, when compiled: a reference to a number.
$x = &5;
