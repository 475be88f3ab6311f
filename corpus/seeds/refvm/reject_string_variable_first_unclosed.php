<?php // Refused, or warned of, when compiled: a string that begins with a variable has no end.
$s = "$x;
