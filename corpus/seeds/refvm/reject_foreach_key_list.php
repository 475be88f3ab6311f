<?php // Refused, or warned of, when compiled: a key isn't a list.
foreach ([[1, 2]] as list($a) => $b) {}
