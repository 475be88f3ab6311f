<?php // Refused, or warned of, when compiled: a string with a variable has no end.
$s = "abc $x def;
